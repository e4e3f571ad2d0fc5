import { requestContext } from '@tenfold/observability';
import pg from 'pg';
import { isSilent, translateDatabaseError } from './database-errors.js';
import type { ObservedServer } from './database-observer.js';
import { poolCounters, type PoolCounters } from './pool-counters.js';
import { sessionTimeouts, statementAddress } from './pooler.js';
import type { ServerOptions } from './server-options.js';
import { send } from './send.js';
import { NotOwner, ShardLost } from './shard-errors.js';
import type { ShardWatch } from './shard-watch.js';
import { inTransactionSpan } from './statement-spans.js';
import type { Queryable, Statement, StatementListener } from './statement.js';
import { typeParsers } from './types.js';

/** Says whether a shard still owns what it is asked for, at the moment when it is asked. */
export type Guard = () => boolean;

/** How long a request waits for a free connection before it is told to come again. */
const CONNECT_TIMEOUT_MS = 2_000;
/** How long after the statement timeout a silent server is given up, and the connection with it. */
const SILENCE_MS = 1_000;

export interface PrimaryOptions extends ServerOptions {
  readonly onStatement?: StatementListener | undefined;
  readonly observed: ObservedServer;
}

/** The pool to one shard's primary. What is asked goes out under the watch's lease, and waits no longer than the server answers. */
export class Primary {
  private readonly pool: pg.Pool;

  /** @param watch undefined for tools that look after the servers themselves */
  constructor(
    private readonly name: string,
    private readonly options: PrimaryOptions,
    private readonly watch: ShardWatch | undefined,
  ) {
    this.pool = new pg.Pool({
      ...statementAddress(options.endpoint),
      user: options.user,
      password: options.password,
      max: options.poolSize,
      application_name: options.applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      ...sessionTimeouts(options.endpoint, options.statementTimeoutMs),
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      types: typeParsers,
    });
    this.pool.on('error', options.onIdleError);
  }

  query<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    guard: Guard | undefined,
  ): Promise<Row[]> {
    return this.onConnection(guard, (client) => this.run<Row>(client, statement, values));
  }

  /** All or nothing; the server rolls back by itself where the connection is lost. */
  transaction<T>(work: (tx: Queryable) => Promise<T>, guard: Guard | undefined): Promise<T> {
    const steps = async (client: pg.PoolClient, lose: (error: Error) => void): Promise<T> => {
      try {
        await this.send(client, { text: 'BEGIN' });
        const result = await work({
          query: (statement, values) => this.run(client, statement, values),
        });
        await this.send(client, { text: 'COMMIT' });
        return result;
      } catch (error) {
        if (!isGone(error)) await this.send(client, { text: 'ROLLBACK' }).catch(lose);
        throw error;
      }
    };
    return inTransactionSpan(this.options.observed, () => this.onConnection(guard, steps));
  }

  /** @throws AppError 503 when the shard does not answer, NotOwner when the buckets are no longer here */
  async admit(guard: Guard | undefined): Promise<void> {
    if (this.watch?.leased === false) await this.watch.confirm();
    if (guard !== undefined && !guard()) throw new NotOwner(this.name);
  }

  counters(): PoolCounters {
    return poolCounters('primary', this.pool);
  }

  async close(): Promise<void> {
    await this.pool.end();
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
      client?.release(broken);
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

  private async run<Row extends object>(
    client: pg.PoolClient,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    this.options.onStatement?.(statement, 'primary', values);
    const { name, text } = statement;
    const { rows } = await this.options.observed.answered(statement, () =>
      this.send<Row>(client, { name, text, values: [...values] }),
    );
    return rows;
  }

  private send<Row extends object>(
    client: pg.PoolClient,
    query: pg.QueryConfig,
  ): Promise<pg.QueryResult<Row>> {
    // The server's own timeout is of no use when the server has stopped answering.
    return this.unlessLost(send(client, query, this.options.statementTimeoutMs + SILENCE_MS));
  }

  private unlessLost<T>(work: Promise<T>): Promise<T> {
    return this.watch?.unlessLost(work) ?? work;
  }
}

/** A connection on which nothing comes any more, so that there is nothing to be said on it either. */
function isGone(error: unknown): error is Error {
  return error instanceof ShardLost || isSilent(error);
}
