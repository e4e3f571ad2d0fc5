import type { Consistency } from './consistency.js';
import type { ConsistencyToken } from './consistency-token.js';
import type { PoolCounters } from './pool-counters.js';
import { ObservedServer, type DatabaseObserver } from './database-observer.js';
import type { ServerKind } from './statement-spans.js';
import { Primary, type Committed, type Guard } from './primary.js';
import { newReadCounters, type Fallback, type ReadCounters } from './read-counters.js';
import { Replica } from './replica.js';
import { ReplicaSet, type ReadIntent, type ReplicaState } from './replica-set.js';
import type { ShardAccess } from './shard-access.js';
import type { ShardEndpoint } from './shard-map.js';
import { ShardWatch, type MapInForce } from './shard-watch.js';
import { writes, type Queryable, type Statement, type StatementListener } from './statement.js';
import { BEYOND, type WalPosition } from './wal-position.js';

export interface ShardOptions {
  readonly user: string;
  readonly password: string;
  /** Connections to this shard from this process, one more for the watch aside. */
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly applicationName: string;
  /** How old the answer of a `bounded` read may be; one second unless told otherwise. */
  readonly replicaMaxLagMs?: number;
  /** Called for errors that no request is told of, such as those of idle connections. */
  readonly onIdleError?: (error: Error, shard: string) => void;
  /** Called before each statement is sent. Test runs collect statements by it; without it nothing is called or checked. */
  readonly onStatement?: StatementListener | undefined;
  /** Told how long statements and connections take. */
  readonly observer?: DatabaseObserver | undefined;
  /** What the request in hand may read where; undefined outside of requests, where every read is fresh. */
  readonly consistency?: (() => Consistency | undefined) | undefined;
  /** False for tools that look after servers, whatever map is in force there: neither lease nor breaker, and no replicas. */
  readonly watched?: boolean;
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

export interface ShardState {
  readonly up: boolean;
  readonly leased: boolean;
}

const FRESH: ReadOptions = { intent: 'fresh' };
const MAX_LAG_MS = 1_000;

/** One Postgres primary with its replicas, and the watch that says whether they may be asked. */
export class Shard implements ShardAccess {
  readonly counters: ReadCounters = newReadCounters();
  private readonly primary: Primary;
  private readonly watch: ShardWatch;
  private readonly replicas: ReplicaSet | undefined;

  /** @param map the one in force, which changes while the process runs */
  constructor(
    readonly name: string,
    readonly servers: ShardServers,
    private readonly map: MapInForce,
    private readonly options: ShardOptions,
  ) {
    const onIdleError = (error: Error): void => options.onIdleError?.(error, name);
    const reach = (endpoint: ShardEndpoint, kind: ServerKind) => ({
      ...options,
      endpoint,
      onIdleError,
      observed: new ObservedServer(options.observer, name, kind),
    });
    const { primary, replicas = [] } = servers;
    const watched = options.watched ?? true;
    if (watched && replicas.length > 0) {
      this.replicas = new ReplicaSet(
        replicas.map((at) => new Replica(`${name} at ${at.host}:${at.port}`, reach(at, 'replica'))),
        options.replicaMaxLagMs ?? MAX_LAG_MS,
        () => this.watch.position(),
      );
    }
    this.watch = new ShardWatch(name, map, reach(primary, 'primary'), (at, position) =>
      this.replicas?.sampled(at, position),
    );
    this.primary = new Primary(name, reach(primary, 'primary'), watched ? this.watch : undefined);
  }

  /**
   * Asks the primary, with a statement that may write.
   * @param guard is looked at when the statement is about to be sent, and when a read has been answered
   */
  async query<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    guard?: Guard,
  ): Promise<Row[]> {
    return this.ask<Row>(statement, values, guard, this.writing());
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
    if (writes(statement)) throw new TypeError(`${statement.name} may write: query is the way to send it`);
    if (intent === 'fresh') return this.ask<Row>(statement, values, guard);
    const fallBack = (reason: Fallback): Promise<Row[]> => {
      this.counters.fallbacks[reason] += 1;
      return this.ask<Row>(statement, values, guard);
    };
    // Buckets have moved since it was issued: what the client saw may have been written elsewhere.
    if (token !== undefined && token.epoch !== this.map.epoch) return fallBack('epoch');
    if (this.replicas === undefined) return fallBack('none');
    let leased = this.primary.admit(guard);
    if (leased !== undefined) await leased;
    this.options.onStatement?.(statement, 'replica', values);
    const atLeast = token?.positions.get(this.name) ?? 0n;
    const answer = await this.replicas.read<Row>(statement, values, intent, atLeast);
    if ('refusal' in answer) return fallBack(answer.refusal);
    leased = this.primary.admit(guard);
    if (leased !== undefined) await leased;
    this.counters.replica += 1;
    return answer.rows;
  }

  /** @param guard is looked at when the transaction begins */
  transaction<T>(work: (tx: Queryable) => Promise<T>, guard?: Guard): Promise<T> {
    return this.primary.transaction(work, guard, this.writing());
  }

  /**
   * Where the primary's log is now: a server that has replayed it shows whatever was committed before the call.
   * @returns undefined where the shard has no replicas, and so nothing that could be late
   */
  async flushed(): Promise<WalPosition | undefined> {
    if (this.replicas === undefined) return undefined;
    // A position that cannot be learned is one that no replica has reached: the write is done, and must not fail now.
    return this.watch.position().catch(() => BEYOND);
  }

  /** Begins to watch the servers, which the first request would otherwise wait for. Never fails. */
  async start(): Promise<void> {
    if (this.options.watched === false) return;
    await Promise.all([this.watch.start(), this.replicas?.start()]);
  }

  /** It has got buckets from another shard: its replicas answer once they have replayed what the primary has by now. */
  gained(): void {
    this.replicas?.gained();
  }

  replicaStates(): readonly ReplicaState[] {
    return this.replicas?.states() ?? [];
  }

  /** Whether its primary answers, and whether it confirms the map of this process, so that it may be used. */
  get state(): ShardState {
    return { up: this.watch.up, leased: this.watch.confirmed };
  }

  /** How the pools are used: to the primary and to each replica. */
  pools(): readonly PoolCounters[] {
    return [this.primary.counters(), ...(this.replicas?.pools() ?? [])];
  }

  async close(): Promise<void> {
    // While answers are awaited, their shard is watched.
    await this.primary.close();
    await Promise.all([this.watch.close(), this.replicas?.close()]);
  }

  /**
   * Notes that the request in hand writes here. Where nothing can be late, nobody needs to know where the log is.
   * @returns to be told where it is once the write is done
   */
  writing(): Committed | undefined {
    const committed = this.options.consistency?.()?.wrote(this);
    return this.replicas === undefined ? undefined : committed;
  }

  /**
   * A write of several requests, each of which has noted it by `writing`.
   * @param committed undefined when none of them asks for the position
   */
  queryTogether<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    guard: Guard,
    committed: Committed | undefined,
  ): Promise<Row[]> {
    return this.ask<Row>(statement, values, guard, this.replicas === undefined ? undefined : committed);
  }

  private async ask<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    guard: Guard | undefined,
    committed?: Committed,
  ): Promise<Row[]> {
    this.counters.primary += 1;
    const rows = await this.primary.query<Row>(statement, values, guard, committed);
    // An answer that has been long on its way may be of the time after the buckets had gone: then it is not given.
    const leased = writes(statement) ? undefined : this.primary.admit(guard);
    if (leased !== undefined) await leased;
    return rows;
  }
}
