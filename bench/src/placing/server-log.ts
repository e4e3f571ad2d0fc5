/** A statement as Postgres has written it to its log, with `log_statement = all`. */
export interface LoggedStatement {
  readonly backend: string;
  readonly role: string;
  readonly text: string;
  /** Whether it was sent to be executed with parameters, as what is prepared is, and not as a text. */
  readonly prepared: boolean;
  /** As their text form; null for NULL. */
  readonly parameters: readonly (string | null)[];
}

/** Says who it was before each line: the process, then the role. */
export const LINE_PREFIX = '%m [%p] %u ';

const ENTRY = /^\d{4}-\d\d-\d\d \S+ \S+ \[(\d+)\] (\S*) ([A-Z]+): {2}(.*)$/;
const STATEMENT = /^(statement|execute)(?: [^:]*)?: ([\s\S]*)$/;

/** Reads a piece of a server's log; lines of an entry after its first begin with a tab. */
export function parseServerLog(text: string): LoggedStatement[] {
  const found: (LoggedStatement & { parameters: (string | null)[] })[] = [];
  for (const entry of entriesOf(text)) {
    const [, backend = '', role = '', kind = '', message = ''] = entry;
    const [, how, sent] = (kind === 'LOG' ? STATEMENT.exec(message) : null) ?? [];
    if (sent !== undefined) {
      found.push({ backend, role, text: sent, prepared: how === 'execute', parameters: [] });
    }
    if (kind !== 'DETAIL' || !/^parameters: /i.test(message)) continue;
    const last = found.findLast((one) => one.backend === backend);
    if (last !== undefined) last.parameters = parseParameters(message.replace(/^parameters: /i, ''));
  }
  return found;
}

function entriesOf(text: string): string[][] {
  const entries: string[][] = [];
  for (const line of text.split('\n')) {
    const begun = ENTRY.exec(line);
    const last = entries.at(-1);
    if (begun !== null) entries.push([...begun]);
    else if (last !== undefined && line.startsWith('\t')) last[4] = `${last[4] ?? ''}\n${line.slice(1)}`;
  }
  return entries;
}

/** `$1 = 'a', $2 = NULL`: quotes inside a value are doubled. */
export function parseParameters(text: string): (string | null)[] {
  const values: (string | null)[] = [];
  for (const match of text.matchAll(/\$(\d+) = (?:NULL|'((?:[^']|'')*)')/g)) {
    values[Number(match[1]) - 1] = match[2] === undefined ? null : match[2].replaceAll("''", "'");
  }
  return values;
}
