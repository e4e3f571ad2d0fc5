import pg from 'pg';
import type { Consistency } from './consistency.js';
import { isSilent, translateDatabaseError } from './database-errors.js';
import type { ConsistencyToken } from './consistency-token.js';
import { PositionReader } from './position-reader.js';
import { newReadCounters, type Fallback, type ReadCounters } from './read-counters.js';
import { Replica } from './replica.js';
import { ReplicaSet, type ReadIntent, type ReplicaState } from './replica-set.js';
import { NotOwner } from './refused.js';
import type { Guard } from './routing.js';
import type { ShardAccess } from './shard-access.js';
import type { ShardEndpoint } from './shard-map.js';
import { typeParsers } from './types.js';
import { BEYOND, type WalPosition } from './wal-position.js';

/** A statement with a name is parsed and planned once per connection, not once per call. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** @param name unique per service and at most 63 bytes, which is where Postgres cuts */
export function statement(name: string, text: string): Statement {
  if (Buffer.byteLength(name) > 63) throw new RangeError(`statement name ${name} is longer than 63 bytes`);
  return { name, text };
}

export interface Queryable {
  query<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

export interface ShardOptions {
  readonly user: string;
  readonly password: string;
  /** Connections to this shard from this process. */
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly applicationName: string;
  /** How old the answer of a `bounded` read may be; one second unless told otherwise. */
  readonly replicaMaxLagMs?: number;
  /** Called for errors of idle connections, which would otherwise end the process. */
  readonly onIdleError?: (error: Error, shard: string) => void;
  /** Called before each statement is sent. Test runs collect statements by it; without it nothing is called or checked. */
  readonly onStatement?: StatementListener | undefined;
  /** What the request in hand may read where; undefined outside of requests, where every read is fresh. */
  readonly consistency?: (() => Consistency | undefined) | undefined;
}

export type StatementListener = (statement: Statement, server: 'primary' | 'replica') => void;

export interface ReadOptions {
  readonly intent: ReadIntent;
  /** What the client has seen: the answer shows at least that. */
  readonly token?: ConsistencyToken | undefined;
}

const FRESH: ReadOptions = { intent: 'fresh' };

export interface ShardServers {
  readonly primary: ShardEndpoint;
  readonly replicas?: readonly ShardEndpoint[] | undefined;
}

/**
 * The position that is flushed, not the one that is inserted: a commit has been acknowledged once it is flushed, and what is not
 * flushed is not sent to a replica either.
 */
const FLUSHED = { name: 'tenfold.flushed', text: 'SELECT pg_current_wal_flush_lsn()::text AS position' };
const POSITION_TIMEOUT_MS = 1_000;
const MAX_LAG_MS = 1_000;

/** How long a request waits for a free connection before it is told to come again. */
const CONNECT_TIMEOUT_MS = 2_000;
/** How long after the statement timeout a silent server is given up, and the connection with it. */
const SILENCE_MS = 1_000;

/** One Postgres primary with its replicas, and the pools that reach them. */
export class Shard implements ShardAccess {
  readonly counters: ReadCounters = newReadCounters();
  private readonly pool: pg.Pool;
  private readonly positions: PositionReader;
  private readonly replicas: ReplicaSet | undefined;

  /** @param epoch of the shard map that says so */
  constructor(
    readonly name: string,
    { primary, replicas = [] }: ShardServers,
    private readonly epoch: number,
    private readonly options: ShardOptions,
  ) {
    const onIdleError = (error: Error): void => options.onIdleError?.(error, name);
    this.positions = new PositionReader(
      { ...options, endpoint: primary, onIdleError },
      FLUSHED,
      POSITION_TIMEOUT_MS,
    );
    const all = replicas.map(
      (endpoint) =>
        new Replica(`${name} at ${endpoint.host}:${endpoint.port}`, { ...options, endpoint, onIdleError }),
    );
    if (all.length > 0)
      this.replicas = new ReplicaSet(this.positions, all, options.replicaMaxLagMs ?? MAX_LAG_MS);
    this.pool = new pg.Pool({
      ...primary,
      user: options.user,
      password: options.password,
      max: options.poolSize,
      application_name: options.applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: options.statementTimeoutMs,
      // The server's own timeout is of no use when the server has stopped answering.
      query_timeout: options.statementTimeoutMs + SILENCE_MS,
      idle_in_transaction_session_timeout: options.statementTimeoutMs,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      types: typeParsers,
    });
    this.pool.on('error', onIdleError);
  }

  /**
   * Asks the primary, with a statement that may write.
   * @param guard is looked at when the statement is about to be sent
   */
  async query<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    guard?: Guard,
  ): Promise<Row[]> {
    this.options.consistency?.()?.wrote(this);
    return this.ask<Row>(statement, values, guard);
  }

  /**
   * Asks a replica where the intent allows it and one is fit to answer, else the primary; that there is none is never an error.
   * @param options those of the request in hand unless told otherwise
   */
  async read<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    { intent, token }: ReadOptions = this.options.consistency?.() ?? FRESH,
    guard?: Guard,
  ): Promise<Row[]> {
    if (intent === 'fresh') return this.ask<Row>(statement, values, guard);
    this.admit(guard);
    // Buckets have moved since it was issued: what the client saw may have been written elsewhere.
    const stale = token !== undefined && token.epoch !== this.epoch;
    if (this.replicas === undefined || stale)
      return this.fallBack(stale ? 'epoch' : 'none', statement, values, guard);
    this.options.onStatement?.(statement, 'replica');
    const answer = await this.replicas.read<Row>(
      statement,
      values,
      intent,
      token?.positions.get(this.name) ?? 0n,
    );
    if ('refusal' in answer) return this.fallBack(answer.refusal, statement, values, guard);
    this.counters.replica += 1;
    return answer.rows;
  }

  /**
   * Where the primary's log is now: a server that has replayed it shows whatever was committed before the call.
   * @returns undefined where the shard has no replicas, and so nothing that could be late
   */
  async flushed(): Promise<WalPosition | undefined> {
    if (this.replicas === undefined) return undefined;
    // A position that cannot be learned is one that no replica has reached: the write is done, and must not fail now.
    return (await this.positions.read().catch(() => undefined)) ?? BEYOND;
  }

  /** Begins to watch the replicas, which the first read would otherwise wait for. */
  async watchReplicas(): Promise<void> {
    await this.replicas?.start();
  }

  replicaStates(): readonly ReplicaState[] {
    return this.replicas?.states() ?? [];
  }

  /** All or nothing; the connection goes back to the pool in every case, and is thrown away when it is in doubt. */
  async transaction<T>(work: (tx: Queryable) => Promise<T>, guard?: Guard): Promise<T> {
    this.options.consistency?.()?.wrote(this);
    const client = await this.connect();
    let broken: Error | undefined;
    // The server may end a connection between two statements; an error event that nobody hears ends the process.
    const onError = (error: Error): void => void (broken = error);
    client.on('error', onError);
    try {
      this.admit(guard);
      await client.query('BEGIN');
      const result = await work({ query: (text, values) => this.run(client, text, values) });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that no longer answers is thrown away; the server rolls back by itself.
      if (isSilent(error)) onError(error);
      else await client.query('ROLLBACK').catch(onError);
      throw translateDatabaseError(error, this.name);
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  private admit(guard: Guard | undefined): void {
    if (guard !== undefined && !guard()) throw new NotOwner(this.name);
  }

  private fallBack<Row extends object>(
    reason: Fallback,
    statement: Statement,
    values: readonly unknown[],
    guard: Guard | undefined,
  ): Promise<Row[]> {
    this.counters.fallbacks[reason] += 1;
    return this.ask<Row>(statement, values, guard);
  }

  private async ask<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    guard: Guard | undefined,
  ): Promise<Row[]> {
    this.counters.primary += 1;
    try {
      this.admit(guard);
      return await this.run<Row>(this.pool, statement, values);
    } catch (error) {
      throw translateDatabaseError(error, this.name);
    }
  }

  private async run<Row extends object>(
    on: pg.Pool | pg.PoolClient,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    this.options.onStatement?.(statement, 'primary');
    const { name, text } = statement;
    const { rows } = await on.query<Row>({ name, text, values: [...values] });
    return rows;
  }

  private async connect(): Promise<pg.PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw translateDatabaseError(error, this.name);
    }
  }

  async close(): Promise<void> {
    await this.replicas?.close();
    await Promise.all([this.pool.end(), this.positions.close()]);
  }
}
