/** A row by the names of its columns in lower case, or null when it cannot be read. */
export interface LedgerRow {
  readonly line: number;
  readonly fields: Readonly<Record<string, string>> | null;
}

interface Line {
  readonly number: number;
  readonly text: string;
}

const LONGEST_ROW_IN_LINES = 20;
const LINE_FEED = 10;

/** The ledger's own reading of CSV, character by character, so that it shares no mistake with a parser. */
export class LedgerRows {
  private tail: Buffer = Buffer.alloc(0);
  private lineNumber = 0;
  private names: readonly string[] | null = null;
  /** Lines of a row whose quote is still open. */
  private waiting: Line[] = [];

  constructor(private readonly emit: (row: LedgerRow) => void) {}

  take(chunk: Buffer): void {
    const data = this.tail.length > 0 ? Buffer.concat([this.tail, chunk]) : chunk;
    let from = 0;
    for (let at = data.indexOf(LINE_FEED); at !== -1; at = data.indexOf(LINE_FEED, from)) {
      this.physicalLine(data.toString('utf8', from, at));
      from = at + 1;
    }
    this.tail = data.subarray(from);
  }

  end(): void {
    if (this.tail.length > 0) this.physicalLine(this.tail.toString('utf8'));
    while (this.waiting.length > 0) this.giveUpFirst();
  }

  private physicalLine(ended: string): void {
    const text = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    this.lineNumber += 1;
    if (this.names) this.line({ number: this.lineNumber, text });
    else this.names = (fieldsOf(text.replace(/^\uFEFF/, '')) ?? []).map((name) => name.trim().toLowerCase());
  }

  private line(line: Line): void {
    const alone = fieldsOf(line.text);
    if (this.waiting.length === 0) {
      if (alone === null) this.waiting.push(line);
      else if (line.text.trim() !== '') this.row(line.number, alone);
      return;
    }
    this.waiting.push(line);
    const joined = this.isRow(alone) ? null : fieldsOf(this.waiting.map(({ text }) => text).join('\n'), true);
    if (this.isRow(joined)) {
      this.row(this.waiting[0]?.number ?? line.number, joined);
      this.waiting = [];
    } else if (this.isRow(alone) || joined || this.waiting.length > LONGEST_ROW_IN_LINES) this.giveUpFirst();
  }

  /** The first waiting line cannot be read; the others get another chance. */
  private giveUpFirst(): void {
    const [broken, ...others] = this.waiting;
    this.waiting = [];
    if (broken) this.emit({ line: broken.number, fields: null });
    for (const line of others) this.line(line);
  }

  private row(line: number, texts: readonly string[]): void {
    const named = this.isRow(texts)
      ? texts.map((text, index) => [this.names?.[index] ?? '', text.trim()])
      : null;
    this.emit({ line, fields: named && (Object.fromEntries(named) as Record<string, string>) });
  }

  private isRow(texts: readonly string[] | null): texts is readonly string[] {
    return texts !== null && texts.length === this.names?.length;
  }
}

/** The fields of one row; null when a quote is still open at its end, or is followed by text and that is not allowed. */
function fieldsOf(text: string, strict = false): string[] | null {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted && char === '"' && text.charAt(at + 1) === '"') {
      field += char;
      at += 1;
    } else if (quoted && char === '"') {
      if (strict && at + 1 < text.length && text.charAt(at + 1) !== ',') return null;
      quoted = false;
    } else if (!quoted && char === '"' && field === '') quoted = true;
    else if (!quoted && char === ',') {
      fields.push(field);
      field = '';
    } else field += char;
  }
  return quoted ? null : [...fields, field];
}
