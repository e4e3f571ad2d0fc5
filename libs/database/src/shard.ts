import pg from 'pg';
import type { Consistency } from './consistency.js';
import { isSilent, translateDatabaseError } from './database-errors.js';
import type { ConsistencyToken } from './consistency-token.js';
import { poolCounters, type PoolCounters } from './pool-counters.js';
import { sessionTimeouts, statementAddress } from './pooler.js';
import { PositionReader } from './position-reader.js';
import { newReadCounters, type Fallback, type ReadCounters } from './read-counters.js';
import { Replica } from './replica.js';
import { ReplicaSet, type ReadIntent, type ReplicaState } from './replica-set.js';
import { NotOwner } from './refused.js';
import type { Guard } from './routing.js';
import type { ShardAccess } from './shard-access.js';
import type { ShardEndpoint } from './shard-map.js';
import { typeParsers } from './types.js';
import { BEYOND } from './wal-position.js';

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
  readonly onStatement?: ((statement: Statement) => void) | undefined;
  /** What the request being served asks of its reads. Without it, or where it knows of no request, reads are fresh. */
  readonly consistency?: (() => Consistency | undefined) | undefined;
}

export interface ReadOptions {
  readonly intent: ReadIntent;
  /** What the client has seen: the answer shows at least that. */
  readonly token?: ConsistencyToken | undefined;
}

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
  private readonly run: typeof run;
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
      ...statementAddress(primary),
      user: options.user,
      password: options.password,
      max: options.poolSize,
      application_name: options.applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      ...sessionTimeouts(primary, options.statementTimeoutMs),
      // The server's own timeout is of no use when the server has stopped answering.
      query_timeout: options.statementTimeoutMs + SILENCE_MS,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      types: typeParsers,
    });
    this.pool.on('error', onIdleError);
    this.run = options.onStatement === undefined ? run : announced(options.onStatement);
  }

  /**
   * Asks the primary.
   * @param guard is looked at when the statement is about to be sent
   */
  async query<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    guard?: Guard,
  ): Promise<Row[]> {
    this.counters.primary += 1;
    try {
      this.admit(guard);
      const rows = await this.run<Row>(this.pool, statement, values);
      if (writes(statement)) this.options.consistency?.()?.wrote(this);
      return rows;
    } catch (error) {
      throw translateDatabaseError(error, this.name);
    }
  }

  /** Asks a replica where the intent allows it and one is fit to answer, else the primary; that there is none is never an error. */
  async read<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    { intent, token }: ReadOptions = this.options.consistency?.() ?? FRESH,
    guard?: Guard,
  ): Promise<Row[]> {
    if (intent === 'fresh') return this.query<Row>(statement, values, guard);
    this.admit(guard);
    // Buckets have moved since it was issued: what the client saw may have been written elsewhere.
    const stale = token !== undefined && token.epoch !== this.epoch;
    if (this.replicas === undefined || stale)
      return this.fallBack(stale ? 'epoch' : 'none', statement, values, guard);
    this.options.onStatement?.(statement);
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
   * A token after a write: a read with it shows what this client has written, and what its former token showed. Ask once the write
   * is committed.
   * @returns the former one where the shard has no replicas, and so nothing that could be late
   */
  async tokenAfterWrite(former?: ConsistencyToken): Promise<ConsistencyToken | undefined> {
    if (this.replicas === undefined) return former;
    // A position that cannot be learned is one that no replica has reached: the write is done, and must not fail now.
    const position = (await this.positions.read().catch(() => undefined)) ?? BEYOND;
    const before = former?.epoch === this.epoch ? former.positions : [];
    return { epoch: this.epoch, positions: new Map([...before, [this.name, position]]) };
  }

  /** Begins to watch the replicas, which the first read would otherwise wait for. */
  async watchReplicas(): Promise<void> {
    await this.replicas?.start();
  }

  replicaStates(): readonly ReplicaState[] {
    return this.replicas?.states() ?? [];
  }

  /** How the pools are used: to the primary and to each replica. */
  pools(): readonly PoolCounters[] {
    return [poolCounters('primary', this.pool), ...(this.replicas?.pools() ?? [])];
  }

  /** All or nothing; the connection goes back to the pool in every case, and is thrown away when it is in doubt. */
  async transaction<T>(work: (tx: Queryable) => Promise<T>, guard?: Guard): Promise<T> {
    const client = await this.connect();
    let broken: Error | undefined;
    let wrote = false;
    // The server may end a connection between two statements; an error event that nobody hears ends the process.
    const onError = (error: Error): void => void (broken = error);
    client.on('error', onError);
    try {
      this.admit(guard);
      await client.query('BEGIN');
      const result = await work({
        query: (statement, values) => {
          wrote ||= writes(statement);
          return this.run(client, statement, values);
        },
      });
      await client.query('COMMIT');
      if (wrote) this.options.consistency?.()?.wrote(this);
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
    return this.query<Row>(statement, values, guard);
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

const FRESH: ReadOptions = { intent: 'fresh' };

/** A read that is taken for a write costs a position in the log; a write that is not seen would cost a stale read. */
const WRITING = /\b(INSERT|UPDATE|DELETE|MERGE)\b/i;
const known = new WeakMap<Statement, boolean>();

function writes(statement: Statement): boolean {
  let found = known.get(statement);
  if (found === undefined) known.set(statement, (found = WRITING.test(statement.text)));
  return found;
}

async function run<Row extends object>(
  on: pg.Pool | pg.PoolClient,
  { name, text }: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await on.query<Row>({ name, text, values: [...values] });
  return rows;
}

function announced(onStatement: (statement: Statement) => void): typeof run {
  return (on, statement, values) => {
    onStatement(statement);
    return run(on, statement, values);
  };
}
