import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants } from 'node:os';
import { z } from 'zod';
import type { ProcessIdentity } from './process-identity.js';

/** What is written down about a started process, so that any later run can find, judge and stop it. */
export interface ProcessRecord extends ProcessIdentity {
  readonly name: string;
  readonly port: number;
  readonly startedAt: string;
  /** Hash of command, arguments, environment and build: another value means that a restart is due. */
  readonly fingerprint: string;
  readonly stopSignal: NodeJS.Signals;
  /** Processes with a higher tier depend on those below and stop before them. */
  readonly tier: number;
  /** The container behind the process, where it is a `docker run`. */
  readonly container?: string;
}

const signals = Object.keys(constants.signals) as [NodeJS.Signals, ...NodeJS.Signals[]];

const recordSchema = z.object({
  pid: z.int().min(2),
  startTime: z.string().min(1),
  name: z.string(),
  port: z.int(),
  startedAt: z.iso.datetime(),
  fingerprint: z.string(),
  stopSignal: z.enum(signals),
  tier: z.int(),
  container: z.string().exactOptional(),
}) satisfies z.ZodType<ProcessRecord>;

export class ProcessRecords {
  constructor(private readonly directory: string) {}

  all(): ProcessRecord[] {
    const names = listNames(this.directory);
    return names.map((name) => this.read(name)).filter((record) => record !== undefined);
  }

  read(name: string): ProcessRecord | undefined {
    try {
      const parsed = recordSchema.safeParse(JSON.parse(readFileSync(this.fileOf(name), 'utf8')));
      return parsed.success ? parsed.data : undefined;
    } catch {
      // A file that is cut off or not ours is as good as none: the process is then found as a stray.
      return undefined;
    }
  }

  write(record: ProcessRecord): void {
    mkdirSync(this.directory, { recursive: true });
    const draft = `${this.fileOf(record.name)}.draft`;
    writeFileSync(draft, JSON.stringify(record, null, 2));
    renameSync(draft, this.fileOf(record.name));
  }

  remove(name: string): void {
    rmSync(this.fileOf(name), { force: true });
  }

  private fileOf(name: string): string {
    return join(this.directory, `${name}.json`);
  }
}

function listNames(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length));
  } catch {
    return [];
  }
}
