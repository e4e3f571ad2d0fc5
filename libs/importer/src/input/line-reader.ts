import type { TextForm } from './text-form.js';

/** One physical line of a text file. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
  /** False for a last line without its line end: it may have been cut. */
  readonly terminated: boolean;
  readonly tooLong: boolean;
}

/** No real row comes near; without a limit a file that has lost its line ends would be read into memory as one. */
const MAX_LINE_CHARACTERS = 1024 * 1024;
const KEPT_OF_TOO_LONG = 200;

const UTF8: TextForm = { encoding: 'utf-8', lineEnd: '\n' };

/** Cuts bytes into lines (LF or CRLF, or CR alone), keeping at most one line in memory. Bytes that are no text become U+FFFD. */
export class LineReader {
  private readonly decoder: InstanceType<typeof TextDecoder>;
  private rest = '';
  private discarding = false;
  private count = 0;

  constructor(private readonly form: TextForm = UTF8) {
    this.decoder = new TextDecoder(form.encoding);
  }

  push(chunk: Uint8Array): TextLine[] {
    return this.cut(this.decoder.decode(chunk, { stream: true }));
  }

  end(): TextLine[] {
    const lines = this.cut(this.decoder.decode());
    if (this.rest !== '') lines.push(this.line(this.rest, false, false));
    this.rest = '';
    return lines;
  }

  private cut(text: string): TextLine[] {
    const parts = (this.rest + text).split(this.form.lineEnd);
    this.rest = parts.pop() ?? '';
    const lines: TextLine[] = [];
    for (const part of parts) {
      if (this.discarding) this.discarding = false;
      else lines.push(this.line(part, true, part.length > MAX_LINE_CHARACTERS));
    }
    if (this.discarding) this.rest = '';
    else if (this.rest.length > MAX_LINE_CHARACTERS) {
      lines.push(this.line(this.rest, true, true));
      this.rest = '';
      this.discarding = true;
    }
    return lines;
  }

  private line(text: string, terminated: boolean, tooLong: boolean): TextLine {
    this.count += 1;
    const clean = text.endsWith('\r') ? text.slice(0, -1) : text;
    return {
      number: this.count,
      text: tooLong ? `${clean.slice(0, KEPT_OF_TOO_LONG)}…` : clean,
      terminated,
      tooLong,
    };
  }
}
