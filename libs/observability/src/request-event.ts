/** Which level of the cache answered a read: this process, the store that all share, the source, or what was over. */
export type CacheLevel = 'memory' | 'store' | 'source' | 'stale';

interface Told {
  readonly code: string;
  readonly logLevel: 'debug' | 'warn' | 'error';
}

/**
 * What one request took and met, for the one line that is written of it. It is told of every statement, so it adds numbers and
 * makes nothing. What goes on at once is added up: the sums may be longer than the request.
 */
export class RequestEvent {
  error: Told | undefined;
  /** An Idempotency-Key had its answer already. */
  replayed = false;
  private statements = 0;
  private rows = 0;
  private databaseMs = 0;
  private poolMs = 0;
  private primary = 0;
  private shards: string[] | undefined;
  private cache: Partial<Record<CacheLevel, number>> | undefined;

  statement(
    { shard, server }: { shard: string; server: 'primary' | 'replica' },
    rows: number,
    ms: number,
  ): void {
    this.statements += 1;
    this.rows += rows;
    this.databaseMs += ms;
    if (server === 'primary') this.primary += 1;
    const shards = (this.shards ??= []);
    if (!shards.includes(shard)) shards.push(shard);
  }

  /** A connection was there after that time. */
  connected(ms: number): void {
    this.poolMs += ms;
  }

  read(level: CacheLevel): void {
    const cache = (this.cache ??= {});
    cache[level] = (cache[level] ?? 0) + 1;
  }

  /** For the line; what did not happen is left out. */
  get fields(): Readonly<Record<string, unknown>> {
    const { statements, rows, primary, shards, cache, replayed, error } = this;
    return {
      ...(statements > 0 && {
        statements,
        rows,
        databaseMs: rounded(this.databaseMs),
        poolMs: rounded(this.poolMs),
        ...(primary < statements && { replicaStatements: statements - primary }),
        shards,
      }),
      ...(cache && { cache }),
      ...(replayed && { replayed }),
      ...(error && { errorCode: error.code }),
    };
  }
}

/** To 10 µs: more says nothing, and takes room in each line. */
export function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
