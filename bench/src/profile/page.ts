import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable, type GeneratedFile } from '../report/page.js';
import { round } from '../report/table.js';
import type { ProfiledRequest, ProfileResult } from './profile.js';

const PAGE = 'docs/bench-profile.md';
/** Below this share of the whole a layer is one of many. */
const SMALL = 0.005;

const INTRODUCTION = `# The cost of a request, taken apart

Generated from the newest file of \`bench/profiles\`, which \`./tenfold bench --profile\` writes: a CPU profile and a profile of allocations of the running service under load, a
sample every 200 µs and every 16 KiB. A layer is the code that ran, by its file (\`bench/src/profile/layers.ts\`), and V8's own functions (JSON, UTF-8) belong to the code that called them. Outside of JavaScript are system calls and, on a crowded machine, the wait for a processor. Garbage collection stands by
itself; what it collects is in the column of bytes. Profiling costs time itself, so read shares, and take the rates from [bench.md](bench.md). Only the process that was asked is shown: not Postgres,
and not order-items, to which a placement hands its lines.
`;

/** Keeps a profile, and answers the file it is in. */
export function keepProfile(root: string, result: ProfileResult): string {
  const folder = join(root, 'bench', 'profiles');
  mkdirSync(folder, { recursive: true });
  const name = `${result.date.slice(0, 19).replaceAll(':', '-')}.json`;
  writeFileSync(join(folder, name), `${JSON.stringify(result, null, 2)}\n`);
  return join('bench', 'profiles', name);
}

/** The page of the newest kept profile; none before there is one. */
export function profilePage(root: string): GeneratedFile[] {
  const folder = join(root, 'bench', 'profiles');
  const newest = existsSync(folder) ? readdirSync(folder).sort().at(-1) : undefined;
  if (newest === undefined) return [];
  const result = JSON.parse(readFileSync(join(folder, newest), 'utf8')) as ProfileResult;
  const { machine, commit, date, seed } = result;
  const head = `Measured ${date.slice(0, 10)} at ${commit}, seed ${seed}: ${machine.cpu}, ${machine.cores} processors; ${machine.placement}.`;
  const sections = result.requests.map((request) => `## ${titleOf(request)}\n\n${renderLayers(request)}\n`);
  return [{ path: PAGE, content: `${INTRODUCTION}\n${head}\n\n${sections.join('\n')}` }];
}

export function renderLayers({ layers }: ProfiledRequest): string {
  const total = layers.reduce((sum, { micros }) => sum + micros, 0);
  const bytes = layers.reduce((sum, layer) => sum + layer.bytes, 0);
  const shown = layers.filter((layer) => layer.micros > total * SMALL || layer.bytes > bytes * SMALL);
  const rows = shown.map((layer) => [
    layer.layer,
    round(layer.micros),
    `${((100 * layer.micros) / total).toFixed(1)} %`,
    round(layer.bytes),
  ]);
  return markdownTable(
    ['Layer', 'µs', 'Share', 'Bytes'],
    [...rows, ['all', round(total), '100 %', round(bytes)]],
  );
}

function titleOf({ name, service }: ProfiledRequest): string {
  return `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}, in ${service}`;
}
