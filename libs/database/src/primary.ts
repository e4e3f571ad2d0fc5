import { requestContext } from '@tenfold/observability';
import pg from 'pg';
import { giveBack, send, wireOf, type Ask, type Cells } from './ask.js';
import { isSilent, translateDatabaseError } from './database-errors.js';
import type { ObservedServer } from './database-observer.js';
import { Pipeline } from './pipeline.js';
import { poolCounters, type PoolCounters } from './pool-counters.js';
import { patienceOf, poolConfig, type ServerOptions } from './server-options.js';
import { NotOwner, ShardLost } from './shard-errors.js';
import type { ShardWatch } from './shard-watch.js';
import { inTransactionSpan } from './statement-spans.js';
import { writes, type Queryable, type Statement, type StatementListener } from './statement.js';
import { parseWalPosition, type WalPosition } from './wal-position.js';

/** Says whether a shard still owns what it is asked for, at the moment when it is asked. */
export type Guard = () => boolean;

/** Told where the log is once a write is committed; of undefined, where that could not be learned. */
export type Committed = (position: WalPosition | undefined) => void;

/** How long a request waits for a free connection before it is told to come again. */
const CONNECT_TIMEOUT_MS = 2_000;
/**
 * Where the log goes on, asked after a commit on the connection that has made it: the commit lies before. Not the flushed position,
 * which a commit that does not wait for the disk is ahead of.
 */
const WRITTEN = {
  name: 'tenfold.written',
  text: 'SELECT pg_current_wal_insert_lsn()::text',
  cells: true,
};
const KEEP_PLANS = 'SET plan_cache_mode = force_generic_plan';
const PLAN_AS_THE_ROLE = 'RESET plan_cache_mode';

export interface PrimaryOptions extends ServerOptions {
  readonly onStatement?: StatementListener | undefined;
  readonly observed: ObservedServer;
}

/**
 * The connections to one shard's primary: a few that short reads share, and a pool for the rest. What is asked goes out under the
 * watch's lease, and waits no longer than the server answers.
 */
export class Primary {
  private readonly pool: pg.Pool;
  private readonly pipeline: Pipeline;
  private readonly patienceMs: number;
  /** Connections that keep their plans now. */
  private readonly keeping = new WeakSet<pg.PoolClient>();

  /** @param watch undefined for tools that look after the servers themselves */
  constructor(
    private readonly name: string,
    private readonly options: PrimaryOptions,
    private readonly watch: ShardWatch | undefined,
  ) {
    this.pool = new pg.Pool(poolConfig(options, CONNECT_TIMEOUT_MS));
    this.pool.on('error', options.onIdleError);
    this.pipeline = new Pipeline({
      ...options,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      onDoubt: () => watch?.doubt(),
    });
    watch?.onLost((error) => this.pipeline.letGo(error));
    this.patienceMs = patienceOf(options);
  }

  /** @param committed told where the log is after a write, without a round trip of its own */
  query<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    guard: Guard | undefined,
    committed?: Committed,
  ): Promise<Row[]> {
    if (statement.short === true && this.pipeline.width > 0 && !writes(statement))
      return this.share<Row>(statement, values, guard);
    return this.onConnection(guard, async (client) => {
      const [answer, position] = this.together(client, () => {
        this.planAs(client, statement.kept === true);
        return [this.run<Row>(client, statement, values), committed && this.position(client)];
      });
      const { found } = await answer;
      committed?.(await position);
      return found;
    });
  }

  /** All or nothing; the server rolls back by itself where the connection is lost. */
  transaction<T>(
    work: (tx: Queryable) => Promise<T>,
    guard: Guard | undefined,
    committed?: Committed,
  ): Promise<T> {
    const steps = async (client: pg.PoolClient, lose: (error: Error) => void): Promise<T> => {
      try {
        this.planAs(client, false);
        await this.send(client, { text: 'BEGIN' });
        const result = await work({
          query: async <Row extends object>(statement: Statement, values: readonly unknown[]) =>
            (await this.run<Row>(client, statement, values)).found,
        });
        const [commit, position] = this.together(client, () => [
          this.send(client, { text: 'COMMIT' }),
          committed && this.position(client),
        ]);
        await commit;
        committed?.(await position);
        return result;
      } catch (error) {
        if (!isGone(error)) await this.send(client, { text: 'ROLLBACK' }).catch(lose);
        throw error;
      }
    };
    return inTransactionSpan(this.options.observed, () => this.onConnection(guard, steps));
  }

  /**
   * @returns nothing to wait for while there is a lease, which is nearly always
   * @throws AppError 503 when the shard does not answer, NotOwner when the buckets are no longer here
   */
  admit(guard: Guard | undefined): Promise<void> | undefined {
    if (this.watch?.leased === false) return this.watch.confirm().then(() => this.check(guard));
    this.check(guard);
    return undefined;
  }

  counters(): PoolCounters {
    return poolCounters('primary', this.pool, this.pipeline);
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.pipeline.close()]);
  }

  private check(guard: Guard | undefined): void {
    if (guard !== undefined && !guard()) throw new NotOwner(this.name);
  }

  /** It need not be looked at again when its turn has come: whoever reads looks once more when the answer is there. */
  private async share<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    guard: Guard | undefined,
  ): Promise<Row[]> {
    try {
      const leased = this.admit(guard);
      if (leased !== undefined) await leased;
      this.options.onStatement?.(statement, 'primary', values);
      const { found } = await this.options.observed.answered(statement, () =>
        this.pipeline.ask<Row>(statement, values),
      );
      return found;
    } catch (error) {
      throw translateDatabaseError(error, this.name);
    }
  }

  /** The connection goes back to the pool in every case, and is thrown away when it is in doubt. */
  private async onConnection<T>(
    guard: Guard | undefined,
    work: (client: pg.PoolClient, lose: (error: Error) => void) => Promise<T>,
  ): Promise<T> {
    let client: pg.PoolClient | undefined;
    let broken: Error | undefined;
    // The server may end a connection between two statements; an error event that nobody hears ends the process.
    const lose = (error: Error): void => void (broken ??= error);
    try {
      await this.admit(guard);
      client = await this.options.observed.connected(this.connect());
      client.on('error', lose);
      // To wait for a connection may have taken longer than the lease.
      await this.admit(guard);
      return await work(client, lose);
    } catch (error) {
      if (isGone(error)) lose(error);
      throw translateDatabaseError(error, this.name);
    } finally {
      client?.off('error', lose);
      if (client !== undefined) giveBack(client, broken);
    }
  }

  private async connect(): Promise<pg.PoolClient> {
    const began = performance.now();
    const connecting = this.pool.connect();
    try {
      const client = await this.unlessLost(connecting);
      requestContext.get()?.event?.connected(performance.now() - began);
      return client;
    } catch (error) {
      // Nobody waits any more for a connection that comes after all.
      connecting.then(
        (client) => client.release(),
        () => undefined,
      );
      throw error;
    }
  }

  private run<Row extends object>(
    client: pg.PoolClient,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Ask<Row>> {
    this.options.onStatement?.(statement, 'primary', values);
    return this.options.observed.answered(statement, () => this.send<Row>(client, statement, values));
  }

  /** What is sent leaves in one write: each is a system call, which costs more than the statement that asks for a position. */
  private together<A, B>(client: pg.PoolClient, send: () => readonly [A, B]): readonly [A, B] {
    const { stream } = wireOf(client);
    stream.cork();
    try {
      return send();
    } finally {
      stream.uncork();
    }
  }

  /** Has the connection keep its plans or go by its role, which is told to the server only when it changes. */
  private planAs(client: pg.PoolClient, kept: boolean): void {
    if (this.options.endpoint.pooler !== undefined || kept === this.keeping.has(client)) return;
    if (kept) this.keeping.add(client);
    else this.keeping.delete(client);
    // It leaves with what follows. Where it fails, the connection is lost, or a statement is slower than it could be.
    this.send(client, { text: kept ? KEEP_PLANS : PLAN_AS_THE_ROLE }).catch(() => undefined);
  }

  /** Sent while the answer to the write is awaited. The write is done, whatever becomes of this. */
  private position(client: pg.PoolClient): Promise<WalPosition | undefined> {
    return this.send<Cells>(client, WRITTEN).then(
      ({ found: [row] }) => (typeof row?.[0] === 'string' ? parseWalPosition(row[0]) : undefined),
      () => undefined,
    );
  }

  private send<Row extends object>(
    client: pg.PoolClient,
    statement: Pick<Statement, 'text'> & Partial<Statement>,
    values?: readonly unknown[],
  ): Promise<Ask<Row>> {
    return this.unlessLost(send<Row>(client, statement, values, this.patienceMs));
  }

  private unlessLost<T>(work: Promise<T>): Promise<T> {
    return this.watch?.unlessLost(work) ?? work;
  }
}

/** A connection on which nothing comes any more, so that there is nothing to be said on it either. */
function isGone(error: unknown): error is Error {
  return error instanceof ShardLost || isSilent(error);
}
