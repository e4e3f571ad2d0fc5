import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BenchResult } from '../run-bench.js';
import { MEASURE_IDS } from '../select.js';
import { benchPage } from './page.js';
import { nameOf, renderResult } from './table.js';

/** Says what a run came to and keeps it; the exit code is 1 when a floor does not hold. */
export function writeResult(
  root: string,
  result: BenchResult,
  report: (text: string) => void,
): Promise<number> {
  const { measures } = result;
  const file = join(root, 'bench', 'results', fileNameOf(result));
  mkdirSync(join(root, 'bench', 'results'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  report(`\n${measures.map(renderResult).join('\n')}\n\nWritten: ${relative(root, file)}\n`);
  for (const { path, content } of benchPage(root)) writeFileSync(join(root, path), content);
  const failing = measures.filter(({ holds }) => holds === false);
  if (failing.length === 0) return Promise.resolve(0);
  report(`\nThese floors do not hold: ${failing.map(nameOf).join(', ')}\n`);
  return Promise.resolve(1);
}

/** Only a full run with all measures goes into the history; the others stay on the machine that made them. */
export function fileNameOf({
  date,
  flags,
  measures,
}: Pick<BenchResult, 'date' | 'flags' | 'measures'>): string {
  const complete = new Set(measures.map(({ id }) => id)).size === MEASURE_IDS.length;
  const kind = flags.quick ? '.quick' : complete ? '' : '.partial';
  return `${date.slice(0, 19).replaceAll(':', '-')}${kind}.json`;
}
