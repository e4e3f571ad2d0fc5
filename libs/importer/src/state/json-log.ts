import { appendFileSync, createReadStream, existsSync, mkdirSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Entries as JSON lines on disk: there may be as many as rows in the file that is imported. The checkpoint remembers the length, and
 * what a killed run wrote beyond it is cut off before the next one goes on.
 */
export class JsonLog<Entry> {
  private written: number;

  /** @param from bytes that stay */
  constructor(
    private readonly path: string,
    from: number,
  ) {
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path)) truncateSync(path, from);
    else appendFileSync(path, '');
    this.written = from;
  }

  get bytes(): number {
    return this.written;
  }

  /** Synchronous, so that it is on its way to the disk before the checkpoint that counts it. */
  append(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    appendFileSync(this.path, text);
    this.written += Buffer.byteLength(text);
  }

  async *read(): AsyncGenerator<Entry> {
    for await (const line of createInterface({ input: createReadStream(this.path), crlfDelay: Infinity })) {
      if (line !== '') yield JSON.parse(line) as Entry;
    }
  }
}
