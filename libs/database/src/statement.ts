/** A statement with a name is parsed and planned once per connection, not once per call. */
export interface Statement extends Traits {
  readonly name: string;
  readonly text: string;
}

/** How a statement may be sent, and in which form its rows come. */
export interface Traits {
  /** It reads a few rows by an index and waits for no lock: it shares a connection, and who comes after it waits for it. */
  readonly short?: boolean;
  /** Its rows are `Cells`: the text of each column, which nobody takes apart. */
  readonly cells?: boolean;
  /**
   * Its plan is made once for a connection, whatever the role has it otherwise: it inserts, or finds what it changes by an index. Not
   * behind a pooler, where sessions are not ours to set.
   */
  readonly kept?: boolean;
}

/** @param name unique per service and at most 63 bytes, which is where Postgres cuts */
export function statement(name: string, text: string, traits: Traits = {}): Statement {
  if (Buffer.byteLength(name) > 63) throw new RangeError(`statement name ${name} is longer than 63 bytes`);
  return { name, text, ...traits };
}

export interface Queryable {
  query<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

/** Told of each statement before it is sent. */
export type StatementListener = (
  statement: Statement,
  server: 'primary' | 'replica',
  values: readonly unknown[],
) => void;

const WRITING = /\b(INSERT|UPDATE|DELETE|MERGE)\b/i;
const known = new WeakMap<Statement, boolean>();

/** Whether it may change rows. */
export function writes(statement: Statement): boolean {
  let found = known.get(statement);
  if (found === undefined) known.set(statement, (found = WRITING.test(statement.text)));
  return found;
}
