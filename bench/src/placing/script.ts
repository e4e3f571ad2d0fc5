import type { LoggedStatement } from './server-log.js';

/** What one recording becomes: a file for pgbench. Each of its transactions replays the statements of one order more. */
export interface ScriptOptions {
  /** Tells the variables of one recording from those of another in the same run. */
  readonly recording: number;
  /** Orders that were placed: the statements are dealt out to so many transactions. */
  readonly orders: number;
  /** Ids that were made for these orders; the last twelve digits of each are others in each replay. */
  readonly freshIds: ReadonlySet<string>;
  /** Begins the keys of these orders; each replay adds its number to it. */
  readonly freshText: string;
  /** The prepared statements of all recordings, which a connection shares. */
  readonly prepared: Prepared;
}

const TAIL_DIGITS = 12;
const READY = 'bench_ready';

/**
 * The distinct texts, each prepared once for each connection, as the services do. pgbench would prepare the same text anew at each place
 * of a file (`-M prepared`), so that most of a block went into parsing and plans for values.
 */
export class Prepared {
  private readonly names = new Map<string, string>();

  nameOf(text: string): string {
    const known = this.names.get(text);
    const name = known ?? `bench_${this.names.size + 1}`;
    if (known === undefined) this.names.set(text, name);
    return name;
  }

  /** Done by each connection before its first transaction. */
  head(): string {
    const prepares = [...this.names].map(([text, name]) => `PREPARE ${name} AS ${text};`);
    return [`\\if :${READY} = 0`, ...prepares, `\\set ${READY} 1`, '\\endif'].join('\n');
  }
}

/** Variables that pgbench has to be told. */
export function variablesOf(recordings: number): Record<string, string> {
  const positions = Array.from({ length: recordings }, (_, index): [string, string] => [place(index), '-1']);
  return Object.fromEntries([[READY, '0'], ...positions]);
}

/**
 * The statements of a recording in the order in which they came, without `prepared.head()`. A connection goes on where it was: what
 * many orders share (gathering, relay, sums) comes as often, and after the same orders, as it did. At the end it begins again with
 * other ids.
 */
export function toScript(statements: readonly LoggedStatement[], options: ScriptOptions): string {
  const { orders, recording } = options;
  requireApart(options.freshIds);
  const [at, tail] = [place(recording), tailOf(recording)];
  const parts = deal(wholeTransactions(statements), orders).map((part) =>
    part.map((statement) => toSql(statement, options)).join('\n'),
  );
  return [
    `\\set ${at} (:${at} + 1) % ${orders}`,
    `\\if :${at} = 0`,
    `\\set ${tail} random(${10 ** (TAIL_DIGITS - 1)}, ${10 ** TAIL_DIGITS - 1})`,
    '\\endif',
    choose(at, parts),
    '',
  ].join('\n');
}

/** Conditions that pgbench may have to look at, one after the other, on the way to a part. */
const CHOICES = 20;

/** Of many parts in two steps: hundreds of conditions for each transaction would be work of pgbench that nobody asked for. */
function choose(variable: string, parts: readonly string[], first = 0): string {
  const size = parts.length > CHOICES ? CHOICES : 1;
  const groups = Array.from({ length: Math.ceil(parts.length / size) }, (_, index) => {
    const group = parts.slice(index * size, (index + 1) * size);
    const begins = first + index * size;
    const condition = size === 1 ? `:${variable} = ${begins}` : `:${variable} < ${begins + size}`;
    const chosen = size === 1 ? group.join('') : choose(variable, group, begins);
    return `${index === 0 ? '\\if' : '\\elif'} ${condition}\n${chosen}`;
  });
  return [...groups, '\\endif'].join('\n');
}

/** One connection replays what several have sent, so statements of a transaction must stand together: where it ended. */
export function wholeTransactions(statements: readonly LoggedStatement[]): LoggedStatement[][] {
  const open = new Map<string, LoggedStatement[]>();
  const ordered: LoggedStatement[][] = [];
  for (const statement of statements) {
    const { backend, text } = statement;
    const begun = open.get(backend);
    if (begun === undefined && /^(BEGIN|START TRANSACTION)/i.test(text)) open.set(backend, [statement]);
    else if (begun === undefined) ordered.push([statement]);
    else {
      begun.push(statement);
      if (!/^(COMMIT|ROLLBACK)/i.test(text)) continue;
      ordered.push(begun);
      open.delete(backend);
    }
  }
  return ordered;
}

/** Deals transactions out to so many parts, one after the other. */
function deal(transactions: readonly LoggedStatement[][], parts: number): LoggedStatement[][] {
  return Array.from({ length: parts }, (_, index) =>
    transactions
      .slice(
        Math.floor((index * transactions.length) / parts),
        Math.floor(((index + 1) * transactions.length) / parts),
      )
      .flat(),
  );
}

function toSql({ text, prepared, parameters }: LoggedStatement, options: ScriptOptions): string {
  const whole = text.trim().replace(/;$/, '');
  if (!prepared) return `${whole};`;
  const values = parameters.map((value) => literal(value, options));
  return `EXECUTE ${options.prepared.nameOf(whole)}${values.length === 0 ? '' : `(${values.join(', ')})`};`;
}

/** pgbench puts the values of variables into the text before it sends it, inside of quotes too. */
function literal(value: string | null, { freshIds, freshText, recording }: ScriptOptions): string {
  if (value === null) return 'NULL';
  const tail = `:${tailOf(recording)}`;
  const fresh = value
    .replaceAll(ID, (id) => (freshIds.has(id) ? id.slice(0, -TAIL_DIGITS) + tail : id))
    .replaceAll(freshText, `${freshText}${tail}-`);
  // A backslash is one character only in a text that has no other escapes (standard_conforming_strings).
  return `'${fresh.replaceAll("'", "''")}'`;
}

/** A version 7 id anywhere in a text. */
export const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Ids that differ in what is replaced only would become one. */
function requireApart(ids: ReadonlySet<string>): void {
  const kept = new Set([...ids].map((id) => id.slice(0, -TAIL_DIGITS)));
  if (kept.size < ids.size) throw new RangeError('two ids of a recording differ in their last digits only');
}

const place = (recording: number): string => `bench_place_${recording}`;
const tailOf = (recording: number): string => `bench_tail_${recording}`;
