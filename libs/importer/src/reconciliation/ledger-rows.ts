/** A row by its columns, or null when it cannot be read. */
export interface LedgerRow {
  readonly line: number;
  readonly fields: readonly string[] | null;
}

export interface RowForm {
  readonly encoding: string;
  readonly lineEnd: string;
  readonly delimiter: string;
  readonly headerLines: number;
  readonly width: number;
}

interface Line {
  readonly number: number;
  readonly text: string;
}

const LONGEST_ROW_IN_LINES = 20;

/** The ledger's own reading of CSV, character by character, so that it shares no mistake with a parser. */
export class LedgerRows {
  private readonly decoder: InstanceType<typeof TextDecoder>;
  private tail = '';
  private lineNumber = 0;
  /** Lines of a row whose quote is still open. */
  private waiting: Line[] = [];

  constructor(
    private readonly form: RowForm,
    private readonly emit: (row: LedgerRow) => void,
  ) {
    this.decoder = new TextDecoder(form.encoding);
  }

  take(chunk: Buffer): void {
    this.text(this.decoder.decode(chunk, { stream: true }));
  }

  end(): void {
    this.text(this.decoder.decode());
    if (this.tail !== '') this.physicalLine(this.tail);
    while (this.waiting.length > 0) this.giveUpFirst();
  }

  private text(more: string): void {
    const data = this.tail + more;
    let from = 0;
    for (let at = data.indexOf(this.form.lineEnd); at !== -1; at = data.indexOf(this.form.lineEnd, from)) {
      this.physicalLine(data.slice(from, at));
      from = at + 1;
    }
    this.tail = data.slice(from);
  }

  private physicalLine(ended: string): void {
    const text = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    this.lineNumber += 1;
    if (this.lineNumber > this.form.headerLines) this.line({ number: this.lineNumber, text });
  }

  private line(line: Line): void {
    const alone = fieldsOf(line.text, this.form.delimiter);
    if (this.waiting.length === 0) {
      if (alone === null) this.waiting.push(line);
      else if (line.text.trim() !== '') this.row(line.number, alone);
      return;
    }
    this.waiting.push(line);
    const joined = this.isRow(alone)
      ? null
      : fieldsOf(this.waiting.map(({ text }) => text).join('\n'), this.form.delimiter, true);
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
    this.emit({ line, fields: this.isRow(texts) ? texts.map((text) => text.trim()) : null });
  }

  private isRow(texts: readonly string[] | null): texts is readonly string[] {
    return texts !== null && texts.length === this.form.width;
  }
}

/** The fields of one row; null when a quote is still open at its end, or is followed by text and that is not allowed. */
function fieldsOf(text: string, delimiter: string, strict = false): string[] | null {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted && char === '"' && text.charAt(at + 1) === '"') {
      field += char;
      at += 1;
    } else if (quoted && char === '"') {
      if (strict && at + 1 < text.length && text.charAt(at + 1) !== delimiter) return null;
      quoted = false;
    } else if (!quoted && char === '"' && field === '') quoted = true;
    else if (!quoted && char === delimiter) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  return quoted ? null : [...fields, field];
}
