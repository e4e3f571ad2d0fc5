import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { endOfComplete, linesBetween, sizeOf, startOfLast } from '../logs/log-file.js';
import { mergeByTime } from '../logs/merge.js';
import { Failure } from '../output/failure.js';
import { prettyLines } from '../output/pretty-lines.js';
import { mainProfile } from '../stack/profile.js';

const POLL_MS = 200;
const SUFFIX = '.log';

/** A part of a log: what is to be shown now. */
interface Part {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

type Show = (parts: readonly Part[]) => void;

export async function logs(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      follow: { type: 'boolean', short: 'f', default: false },
      lines: { type: 'string', short: 'n', default: '50' },
      json: { type: 'boolean', default: !process.stdout.isTTY },
    },
  });
  const lines = countOf(values.lines);
  const directory = join(mainProfile().directory, 'logs');
  const names = chosen(directory, positionals);
  const fileOf = (name: string): string => join(directory, name + SUFFIX);
  const show = showing(names, fileOf, values.json ? (text) => text : prettyLines);
  const parts = names.map((name): Part => {
    const size = sizeOf(fileOf(name)) ?? 0;
    const to = values.follow ? endOfComplete(fileOf(name), 0, size) : size;
    return { name, from: startOfLast(fileOf(name), lines, to), to };
  });
  show(parts);
  if (values.follow) await follow(parts, fileOf, show);
  return 0;
}

function countOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Failure(`tenfold logs: --lines is a number of lines, not "${text}".`, 2);
}

function chosen(directory: string, names: readonly string[]): readonly string[] {
  const files = existsSync(directory) ? readdirSync(directory).sort() : [];
  const present = files.filter((file) => file.endsWith(SUFFIX)).map((file) => file.slice(0, -SUFFIX.length));
  if (names.length === 0) return present.filter((name) => !name.startsWith('migrate-'));
  const unknown = names.find((name) => !present.includes(name));
  if (unknown === undefined) return [...new Set(names)];
  if (present.length === 0) throw new Failure('There are no logs yet: ./tenfold up has not run.');
  throw new Failure(`There is no log of "${unknown}"; there are ${present.join(', ')}.`);
}

/** Several logs are merged by time, and each line says whose it is. */
function showing(
  names: readonly string[],
  fileOf: (name: string) => string,
  form: (line: string) => string,
): Show {
  const width = Math.max(0, ...names.map((name) => name.length));
  const prefixOf = (name: string): string => (names.length === 1 ? '' : `${name.padEnd(width)} | `);
  return (parts) => {
    const read = parts.map(({ name, from, to }) => ({ name, lines: linesBetween(fileOf(name), from, to) }));
    for (const { name, line } of mergeByTime(read)) process.stdout.write(`${prefixOf(name)}${form(line)}\n`);
  };
}

/** What has been added since the last look is merged, and only that: a line that comes late is shown when it comes. */
async function follow(shown: readonly Part[], fileOf: (name: string) => string, show: Show): Promise<never> {
  for (let parts = shown; ;) {
    await delay(POLL_MS);
    parts = parts.map(({ name, to: seen }) => {
      const file = fileOf(name);
      const size = sizeOf(file) ?? 0;
      // A smaller file is a new one: the process was started again and its log set aside.
      const from = size < seen ? 0 : seen;
      return { name, from, to: size === from ? from : endOfComplete(file, from, size) };
    });
    show(parts);
  }
}
