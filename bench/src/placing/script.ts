import type { LoggedStatement } from './server-log.js';

/** What pgbench runs, and the variables that it is told. */
export interface Script {
  readonly text: string;
  /** Values of parameters by name: as parameters they leave the statement, and so its plan, what the services' is. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What replays one recorded order: the statements as they were, with ids and keys of its own in each transaction. */
export interface ScriptOptions {
  /** Of the variables' names: others for each script of a run. */
  readonly prefix: string;
  /** Types of the parameters of a statement, as the server infers them. */
  typesOf(text: string): Promise<readonly string[]>;
  /** Ids that were made for this order; the last twelve digits of each are others in each replay. */
  readonly freshIds: ReadonlySet<string>;
  /** Texts such as an idempotency key, to which each replay adds its number. */
  readonly freshTexts: readonly string[];
}

const TAIL = 12;
const SUFFIX = `lpad(to_hex(:n::bigint), ${TAIL}, '0')`;
/** One below 16 to the power of twelve. */
const MOST = 281_474_976_710_655;

/** A script for `pgbench -M prepared`. */
export async function toScript(
  statements: readonly LoggedStatement[],
  options: ScriptOptions,
): Promise<Script> {
  const lines: string[] = [];
  const names = new Map<string, string>();
  const variable = (text: string): string => {
    const name = names.get(text) ?? `${options.prefix}${names.size}`;
    names.set(text, name);
    return `:${name}`;
  };
  for (const { text, parameters } of wholeTransactions(statements)) {
    const types = parameters.length === 0 ? [] : await options.typesOf(text);
    const filled = text.replaceAll(/\$(\d+)/g, (whole, digits: string) => {
      const value = parameters[Number(digits) - 1];
      const type = types[Number(digits) - 1];
      return value === undefined || type === undefined
        ? whole
        : `(${expression(value, options, variable)})::${type}`;
    });
    lines.push(`${filled.trim().replace(/;$/, '')};`);
  }
  const text = `\\set n random(1, ${MOST})\n${lines.join('\n')}\n`;
  return { text, variables: Object.fromEntries([...names].map(([value, name]) => [name, value])) };
}

/** One connection replays what several have sent, so statements of a transaction must stand together: where it ended. */
export function wholeTransactions(statements: readonly LoggedStatement[]): LoggedStatement[] {
  const open = new Map<string, LoggedStatement[]>();
  const ordered: LoggedStatement[] = [];
  for (const statement of statements) {
    const { backend, text } = statement;
    const begun = open.get(backend);
    if (begun === undefined && /^(BEGIN|START TRANSACTION)/i.test(text)) open.set(backend, [statement]);
    else if (begun === undefined) ordered.push(statement);
    else {
      begun.push(statement);
      if (!/^(COMMIT|ROLLBACK)/i.test(text)) continue;
      ordered.push(...begun);
      open.delete(backend);
    }
  }
  return ordered;
}

/** A value as a parameter, or as an expression of parameters where an id or a key of its own must stand. */
function expression(
  value: string | null,
  { freshIds, freshTexts }: ScriptOptions,
  variable: (text: string) => string,
): string {
  if (value === null) return 'NULL';
  const marks = [...freshIds, ...freshTexts];
  const pieces = splitAt(value, marks);
  if (pieces.every(({ mark }) => mark === undefined)) return variable(value);
  const parts = pieces.flatMap(({ text, mark }) => {
    if (mark === undefined) return text === '' ? [] : [`${variable(text)}::text`];
    const before = freshIds.has(mark) ? mark.slice(0, -TAIL) : `${mark}-`;
    return [`${variable(text + before)}::text`, SUFFIX];
  });
  return parts.join(' || ');
}

function splitAt(value: string, marks: readonly string[]): { text: string; mark?: string }[] {
  const pieces: { text: string; mark?: string }[] = [];
  let rest = value;
  for (;;) {
    const next = marks
      .map((mark) => ({ mark, at: rest.indexOf(mark) }))
      .filter(({ at }) => at >= 0)
      .toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined) return [...pieces, { text: rest }];
    pieces.push({ text: rest.slice(0, next.at), mark: next.mark });
    rest = rest.slice(next.at + next.mark.length);
  }
}
