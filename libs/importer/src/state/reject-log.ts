import { appendFileSync, createReadStream, existsSync, mkdirSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/** What was not imported, and why. `cause` tells the lines to blame from their sisters, which share their fate. */
export interface Reject {
  readonly invoice: string | null;
  readonly code: string;
  readonly detail: string;
  readonly lines: readonly { readonly line: number; readonly cause: boolean; readonly raw: string }[];
}

/**
 * Rejects as JSON lines on disk: there may be as many as rows. The checkpoint remembers the length, and what a killed
 * run wrote beyond it is cut off before the next one goes on.
 */
export class RejectLog {
  private written: number;

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
  append(rejects: readonly Reject[]): void {
    if (rejects.length === 0) return;
    const text = rejects.map((reject) => `${JSON.stringify(reject)}\n`).join('');
    appendFileSync(this.path, text);
    this.written += Buffer.byteLength(text);
  }

  async *read(): AsyncGenerator<Reject> {
    for await (const line of createInterface({ input: createReadStream(this.path), crlfDelay: Infinity })) {
      if (line !== '') yield JSON.parse(line) as Reject;
    }
  }
}
