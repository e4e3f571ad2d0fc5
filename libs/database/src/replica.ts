import { AppError } from '@tenfold/errors';
import pg from 'pg';
import { translateDatabaseError } from './database-errors.js';
import type { ObservedServer } from './database-observer.js';
import { poolCounters, type PoolCounters } from './pool-counters.js';
import { sessionTimeouts, statementAddress } from './pooler.js';
import { PositionReader } from './position-reader.js';
import { send } from './send.js';
import type { ServerOptions } from './server-options.js';
import type { Statement } from './statement.js';
import { typeParsers } from './types.js';
import { Waiting } from './waiting.js';
import { parseWalPosition, type WalPosition } from './wal-position.js';

/** Why a replica did not answer: it is away, has not got that far, or has no connection to spare. */
export type Refusal = 'down' | 'late' | 'busy';

export type ReplicaAnswer<Row> = { readonly rows: Row[] } | { readonly refusal: Refusal };

const REPLAYED = {
  name: 'tenfold.replayed',
  text: 'SELECT pg_last_wal_replay_lsn()::text AS position',
};

/** Longer than this without an answer, and a replica is taken for dead; the primary then answers well within a request's time. */
const PROBE_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 500;

/**
 * What a replica may still lack that its primary has: the schema, roles and rights of a migration just made (42, 28, 3D, 3F), and
 * rows under a read whose removal it has to replay (40001, 55P03). Or connections (53300).
 */
const NOT_YET = /^(42P01|42703|42704|42883|42501|28...|3D000|3F000|40001|40P01|55P03)$/;
const NO_CONNECTION = '53300';
const READ_ONLY = '25006';

/** One streaming replica. It is asked only while its probe succeeds, so a dead one costs no request a try. */
export class Replica {
  /** Where it was when the probe last asked, and when it said so. */
  replayed: WalPosition | undefined;
  probedAt = -Infinity;
  private readonly pool: pg.Pool;
  private readonly probes: PositionReader;
  /** How far the server behind a connection was when it was last asked. Behind one address there may be several. */
  private readonly seen = new WeakMap<pg.PoolClient, WalPosition>();
  /** Let go when the probe finds it dead. */
  private readonly waiting = new Waiting(() => void this.probe());
  private up = false;
  private probing: Promise<void> | undefined;

  constructor(
    readonly name: string,
    private readonly options: ServerOptions & { readonly observed: ObservedServer },
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
    const onIdleError = (error: Error): void => {
      options.onIdleError(error);
      void this.probe();
    };
    this.pool.on('error', onIdleError);
    this.probes = new PositionReader({ ...options, onIdleError }, REPLAYED, PROBE_TIMEOUT_MS);
  }

  get living(): boolean {
    return this.up;
  }

  /** Finds out whether it lives and how far it is; never throws. Those who want to know at once share one question. */
  probe(): Promise<void> {
    this.probing ??= this.ask().finally(() => (this.probing = undefined));
    return this.probing;
  }

  private async ask(): Promise<void> {
    try {
      this.replayed = await this.probes.read();
      this.probedAt = performance.now();
      // A server that replays nothing is no replica (any more): its log has parted from our primary's.
      if (this.replayed === undefined) this.lose(new Error(`${this.name} is not a replica`));
      else this.up = true;
    } catch (error) {
      this.lose(error as Error);
    }
  }

  /** Answers when the server at the other end of the connection has replayed `atLeast`. */
  async read<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    atLeast: WalPosition,
  ): Promise<ReplicaAnswer<Row>> {
    if (!this.up) return { refusal: 'down' };
    const server = this.options.observed;
    let client: pg.PoolClient;
    try {
      client = await server.connected(this.pool.connect());
    } catch (error) {
      return { refusal: this.judge(error) };
    }
    let broken: Error | undefined;
    const onError = (error: Error): void => void (broken = error);
    client.on('error', onError);
    try {
      const ask = (): Promise<pg.QueryResult<Row>> =>
        server.answered(statement, () =>
          send<Row>(client, { name: statement.name, text: statement.text, values: [...values] }),
        );
      const pooled = this.options.endpoint.pooler !== undefined;
      const result = await this.waiting.unlessLost(
        pooled ? inTransaction(client, atLeast, ask) : this.onSession(client, atLeast, ask),
      );
      return result === undefined ? { refusal: 'late' } : { rows: result.rows };
    } catch (error) {
      const refusal = this.judge(error);
      if (refusal === 'down') broken ??= error as Error;
      return { refusal };
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  counters(): PoolCounters {
    return poolCounters(this.name, this.pool);
  }

  async close(): Promise<void> {
    this.up = false;
    await this.probing;
    await Promise.all([this.pool.end(), this.probes.close()]);
  }

  private async onSession<T>(
    client: pg.PoolClient,
    atLeast: WalPosition,
    ask: () => Promise<T>,
  ): Promise<T | undefined> {
    return (await this.hasReplayed(client, atLeast)) ? ask() : undefined;
  }

  /** Compared on the connection that will answer, each time: that another one has caught up says nothing about this one. */
  private async hasReplayed(client: pg.PoolClient, atLeast: WalPosition): Promise<boolean> {
    if ((this.seen.get(client) ?? -1n) >= atLeast) return true;
    const { rows } = await send<{ position: string | null }>(client, { ...REPLAYED });
    const position = rows[0]?.position ?? null;
    if (position === null) return false;
    const replayed = parseWalPosition(position);
    this.seen.set(client, replayed);
    return replayed >= atLeast;
  }

  /** @throws the error when the primary would answer no better */
  private judge(error: unknown): Refusal {
    const { code = '', message = '' } = error as { code?: string; message?: string };
    if (code === READ_ONLY) throw error; // a write was sent as a read
    if (code === NO_CONNECTION || message.startsWith('timeout exceeded when trying to connect'))
      return 'busy';
    if (NOT_YET.test(code)) return 'late';
    if (error instanceof Lost) return 'down';
    const translated = translateDatabaseError(error, this.name);
    if (!(translated instanceof AppError) || translated.code === 'overloaded') throw translated;
    this.lose(error as Error);
    return 'down';
  }

  private lose(error: Error): void {
    if (this.up) this.options.onIdleError(error);
    this.up = false;
    this.waiting.letGo(new Lost(this.name, { cause: error }));
  }
}

class Lost extends Error {}

/**
 * Behind a pooler, two transactions of one connection may meet two servers, or the same address another one than before. So the
 * comparison and the answer are one transaction, and nothing is remembered.
 */
async function inTransaction<T>(
  client: pg.PoolClient,
  atLeast: WalPosition,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  await send(client, { text: 'BEGIN READ ONLY' });
  try {
    const { rows } = await send<{ position: string | null }>(client, { ...REPLAYED });
    const position = rows[0]?.position ?? null;
    const result = position !== null && parseWalPosition(position) >= atLeast ? await ask() : undefined;
    await send(client, { text: 'COMMIT' });
    return result;
  } catch (error) {
    await send(client, { text: 'ROLLBACK' }).catch(() => undefined);
    throw error;
  }
}
