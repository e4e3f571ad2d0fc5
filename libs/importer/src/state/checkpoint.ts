import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Counters } from './counters.js';

/** How far a run came: the first `items` invoices of the file are settled, and this is what became of them. */
export interface Progress {
  readonly items: number;
  readonly counters: Counters;
  /** Of each log, by its name. */
  readonly logBytes: Readonly<Record<string, number>>;
  readonly startedAt: string;
  readonly runs: number;
}

const VERSION = 2;

/**
 * The progress of one import on disk. It counts invoices, not bytes: invoices are interleaved in the file, so that no
 * byte divides what is done from what is not, while reading again from the start takes a second and ends at the
 * same invoice.
 */
export class Checkpoint {
  constructor(
    private readonly path: string,
    /** Of the file and of the options that matter; progress of anything else is none of ours. */
    private readonly fingerprint: string,
  ) {
    mkdirSync(dirname(path), { recursive: true });
  }

  /** @param logs paths of the logs by their names; without all that they had there is no progress */
  load(logs: Readonly<Record<string, string>>): Progress | null {
    try {
      const saved = JSON.parse(readFileSync(this.path, 'utf8')) as Progress & {
        version: number;
        fingerprint: string;
      };
      if (saved.version !== VERSION || saved.fingerprint !== this.fingerprint) return null;
      const complete = Object.entries(logs).every(
        ([name, path]) => existsSync(path) && statSync(path).size >= (saved.logBytes[name] ?? Infinity),
      );
      return complete ? saved : null;
    } catch {
      // None, or one that the machine's death has torn: starting over is safe, the API knows what it has.
      return null;
    }
  }

  save(progress: Progress): void {
    const fresh = `${this.path}.new`;
    writeFileSync(fresh, JSON.stringify({ version: VERSION, fingerprint: this.fingerprint, ...progress }));
    renameSync(fresh, this.path);
  }

  clear(): void {
    rmSync(this.path, { force: true });
  }
}

/** A digest of a file's bytes and of the options that change what is made of them. */
export async function fingerprint(file: string, options: unknown): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(options));
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
