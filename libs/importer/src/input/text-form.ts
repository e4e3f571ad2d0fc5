import { isAscii } from 'node:buffer';
import { ByteSource } from './byte-source.js';

/** Encodings that spreadsheets write. Windows-1252 has all that is printable of Latin-1. */
export const ENCODINGS = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** How the bytes of a text file are cut into lines of text. */
export interface TextForm {
  readonly encoding: Encoding;
  readonly lineEnd: '\n' | '\r';
}

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** A UTF-16 text in Latin letters has a zero in every other byte; no other text has any. */
const MANY_ZEROS = 0.3;

/**
 * Finds the form of a text by all of its bytes: by its byte order mark, by the zeros of UTF-16, and by whether what is not ASCII is UTF-8. A
 * file with more bytes that are no UTF-8 than characters that are is taken for Windows-1252, one with fewer is a damaged UTF-8 file.
 * @param encoding what somebody has said it is
 */
export async function detectTextForm(path: string, encoding?: Encoding): Promise<TextForm> {
  const counts = new ByteCounts();
  for await (const chunk of (await ByteSource.open(path)).chunks()) counts.add(chunk);
  return { encoding: encoding ?? counts.encoding, lineEnd: counts.lineEnd };
}

class ByteCounts {
  private head = Buffer.alloc(0);
  private total = 0;
  private readonly zeros = [0, 0];
  private feeds = 0;
  private returns = 0;
  private characters = 0;
  private broken = 0;
  /** Bytes of a character of UTF-8 that are still to come. */
  private expected = 0;

  get encoding(): Encoding {
    const [first, second, third] = this.head;
    if (first === 0xff && second === 0xfe) return 'utf-16le';
    if (first === 0xfe && second === 0xff) return 'utf-16be';
    if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
    const [even = 0, odd = 0] = this.zeros;
    if (odd > (this.total / 2) * MANY_ZEROS && odd > even) return 'utf-16le';
    if (even > (this.total / 2) * MANY_ZEROS) return 'utf-16be';
    return this.broken > this.characters ? 'windows-1252' : 'utf-8';
  }

  get lineEnd(): TextForm['lineEnd'] {
    return this.feeds === 0 && this.returns > 0 ? '\r' : '\n';
  }

  add(chunk: Buffer): void {
    if (this.head.length < 3) this.head = Buffer.concat([this.head, chunk.subarray(0, 3)]);
    const plain = isAscii(chunk);
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === LINE_FEED) this.feeds += 1;
      else if (byte === RETURN) this.returns += 1;
      else if (byte === 0) this.zeros[(this.total + at) % 2] = (this.zeros[(this.total + at) % 2] ?? 0) + 1;
      if (!plain || this.expected > 0) this.follow(byte);
    }
    this.total += chunk.length;
  }

  private follow(byte: number): void {
    if (this.expected > 0 && byte >= 0x80 && byte < 0xc0) {
      this.expected -= 1;
      if (this.expected === 0) this.characters += 1;
      return;
    }
    if (this.expected > 0) this.broken += 1;
    this.expected = 0;
    if (byte < 0x80) return;
    if (byte >= 0xc2 && byte < 0xe0) this.expected = 1;
    else if (byte >= 0xe0 && byte < 0xf0) this.expected = 2;
    else if (byte >= 0xf0 && byte < 0xf5) this.expected = 3;
    else this.broken += 1;
  }
}
