import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement, StatementListener } from './statement.js';

/** A line of a statement log. */
export interface LoggedStatement extends Statement {
  readonly service: string;
}

/**
 * Writes each distinct statement once, and no values, as a line of JSON. For test runs, which hand what was really sent to the
 * linter of statements: a statement that is made at run time is in no source file.
 * @returns to be given to Shards as `onStatement`
 */
export function statementLog(directory: string, service: string): StatementListener {
  mkdirSync(directory, { recursive: true });
  // A file per process: lines of several writers would run into one another.
  const file = join(directory, `${service}-${process.pid}.jsonl`);
  const seen = new Set<string>();
  return ({ name, text }) => {
    const key = `${name}\n${text}`;
    if (seen.has(key)) return;
    seen.add(key);
    appendFileSync(file, `${JSON.stringify({ service, name, text } satisfies LoggedStatement)}\n`);
  };
}
