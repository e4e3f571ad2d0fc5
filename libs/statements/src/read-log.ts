import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoggedStatement } from '@tenfold/database';

export type SentStatement = LoggedStatement;

/** What a test sends itself, to look at the tables from outside, is not what a service sends. */
const OF_TESTS = 'test.';

/** Every distinct statement that the services of a test run have written to the folder. */
export function readStatementLog(directory: string): SentStatement[] {
  if (!existsSync(directory)) return [];
  const lines = readdirSync(directory)
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(join(directory, file), 'utf8').split('\n'));
  return [...new Set(lines)]
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SentStatement)
    .filter(({ name }) => !name.startsWith(OF_TESTS))
    .toSorted((a, b) => (`${a.service} ${a.name}` < `${b.service} ${b.name}` ? -1 : 1));
}
