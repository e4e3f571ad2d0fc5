import { mkdirSync, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JournalRecord } from './records.js';

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What the client was told, in a file that only it writes: it, and not the server, is the judge of what was promised. A record is
 * on the disk when `append` returns; records that come while one is being synced share the next sync.
 */
export class Journal {
  private waiting: Waiting[] = [];
  private busy = false;
  private last = 0;

  private constructor(
    readonly file: string,
    private readonly handle: FileHandle,
  ) {}

  static async create(file: string): Promise<Journal> {
    mkdirSync(dirname(file), { recursive: true });
    return new Journal(file, await open(file, 'ax'));
  }

  /** The number of the next request. */
  number(): number {
    return ++this.last;
  }

  append(record: JournalRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ line: `${JSON.stringify(record)}\n`, resolve, reject });
      if (!this.busy) void this.drain();
    });
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async drain(): Promise<void> {
    this.busy = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      try {
        await this.handle.appendFile(batch.map(({ line }) => line).join(''));
        await this.handle.datasync();
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.busy = false;
  }
}

/** @throws SyntaxError for a line that is not a record: a judge with gaps in his memory is none */
export function readJournal(file: string): JournalRecord[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as JournalRecord);
}
