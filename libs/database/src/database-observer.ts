import { AppError } from '@tenfold/errors';
import { requestContext, timed } from '@tenfold/observability';
import type { Ask } from './ask.js';
import { isSilent } from './database-errors.js';
import { ShardLost } from './shard-errors.js';
import { inStatementSpan, type ServerKind, type StatementPlace } from './statement-spans.js';
import type { Statement } from './statement.js';

/** Told of each statement once it is answered, and of each connection that was waited for. It must not throw, and be quick. */
export interface DatabaseObserver {
  /** @param error '' where there was none, else the SQLSTATE, or a word of few */
  answered(shard: string, server: ServerKind, statement: string, elapsedMs: number, error: string): void;
  /** @param error as above */
  connected(shard: string, server: ServerKind, elapsedMs: number, error: string): void;
}

/** One server of a shard, as its pool reports to the observer. */
export class ObservedServer implements StatementPlace {
  constructor(
    private readonly observer: DatabaseObserver | undefined,
    readonly shard: string,
    readonly server: ServerKind,
  ) {}

  /** Sends a statement under a span of its own; the observer and the line of the request in hand are told what it took. */
  async answered<Row extends object>(
    { name }: Pick<Statement, 'name'>,
    send: () => Promise<Ask<Row>>,
  ): Promise<Ask<Row>> {
    const began = performance.now();
    let [rows, error] = [0, ''];
    try {
      const answered = await inStatementSpan(name, this, send);
      rows = answered.count;
      return answered;
    } catch (cause) {
      error = wordOf(cause);
      throw cause;
    } finally {
      const elapsedMs = performance.now() - began;
      this.observer?.answered(this.shard, this.server, name, elapsedMs, error);
      requestContext.get()?.event?.statement(this, rows, elapsedMs);
    }
  }

  connected<T>(work: Promise<T>): Promise<T> {
    const { observer, shard, server } = this;
    if (observer === undefined) return work;
    return timed(work, wordOf, (ms, error) => observer.connected(shard, server, ms, error));
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
