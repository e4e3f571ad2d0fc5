import { AppError } from '@tenfold/errors';
import { isSilent } from './database-errors.js';
import { ShardLost } from './shard-errors.js';
import type { Statement } from './statement.js';

export type ServerKind = 'primary' | 'replica';

/** Told of each statement once it is answered, and of each connection that was waited for. It must not throw, and be quick. */
export interface DatabaseObserver {
  /** @param error '' where there was none, else the SQLSTATE, or a word of few */
  answered(shard: string, server: ServerKind, statement: string, elapsedMs: number, error: string): void;
  /** @param error as above */
  connected(shard: string, server: ServerKind, elapsedMs: number, error: string): void;
}

/** One server of a shard, as its pool reports to the observer. */
export class ObservedServer {
  constructor(
    private readonly observer: DatabaseObserver | undefined,
    private readonly shard: string,
    private readonly server: ServerKind,
  ) {}

  answered<T>({ name }: Pick<Statement, 'name'>, work: Promise<T>): Promise<T> {
    const { observer, shard, server } = this;
    if (observer === undefined) return work;
    return timed(work, (ms, error) => observer.answered(shard, server, name, ms, error));
  }

  connected<T>(work: Promise<T>): Promise<T> {
    const { observer, shard, server } = this;
    if (observer === undefined) return work;
    return timed(work, (ms, error) => observer.connected(shard, server, ms, error));
  }
}

async function timed<T>(work: Promise<T>, tell: (elapsedMs: number, error: string) => void): Promise<T> {
  const began = performance.now();
  try {
    const result = await work;
    tell(performance.now() - began, '');
    return result;
  } catch (error) {
    tell(performance.now() - began, wordOf(error));
    throw error;
  }
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

function wordOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && SQLSTATE.test(code)) return code;
  if (error instanceof ShardLost) return 'shard_lost';
  if (isSilent(error)) return 'silent';
  return error instanceof AppError ? error.code : 'other';
}
