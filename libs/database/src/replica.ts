import { AppError } from '@tenfold/errors';
import pg from 'pg';
import { giveBack, REPLAYED, send, type Ask } from './ask.js';
import { translateDatabaseError } from './database-errors.js';
import type { ObservedServer } from './database-observer.js';
import { poolCounters, type PoolCounters } from './pool-counters.js';
import { Pipeline } from './pipeline.js';
import { PositionReader } from './position-reader.js';
import { poolConfig, type ServerOptions } from './server-options.js';
import type { Statement } from './statement.js';
import { Waiting } from './waiting.js';
import type { WalPosition } from './wal-position.js';

/** Why a replica did not answer: it is away, has not got that far, or has no connection to spare. */
export type Refusal = 'down' | 'late' | 'busy';

export type ReplicaAnswer<Row> = { readonly rows: Row[] } | { readonly refusal: Refusal };

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
  private readonly pipeline: Pipeline;
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
    this.pool = new pg.Pool(poolConfig(options, CONNECT_TIMEOUT_MS));
    // Named, so that it can be asked together with a statement; what is sent next waits in the driver until it is known.
    this.pool.on('connect', (client) => void client.query({ ...REPLAYED }).catch(() => undefined));
    const onIdleError = (error: Error): void => {
      options.onIdleError(error);
      void this.probe();
    };
    this.pool.on('error', onIdleError);
    this.pipeline = new Pipeline({
      ...options,
      onIdleError,
      onDoubt: () => void this.probe(),
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      replica: true,
    });
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

  /** Answers when the server at the other end of the connection has replayed `atLeast`, however far another one is. */
  async read<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    atLeast: WalPosition,
  ): Promise<ReplicaAnswer<Row>> {
    if (!this.up) return { refusal: 'down' };
    try {
      const answered =
        statement.short === true && this.pipeline.width > 0
          ? await this.options.observed.answered(statement, () =>
              this.pipeline.ask<Row>(statement, values, atLeast),
            )
          : await this.onConnection<Row>(statement, values, atLeast);
      return isFarEnough(answered) ? { rows: answered.found } : { refusal: 'late' };
    } catch (error) {
      return { refusal: this.judge(error) };
    }
  }

  counters(): PoolCounters {
    return poolCounters(this.name, this.pool, this.pipeline);
  }

  async close(): Promise<void> {
    this.up = false;
    await this.probing;
    await Promise.all([this.pool.end(), this.pipeline.close(), this.probes.close()]);
  }

  private async onConnection<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    atLeast: WalPosition,
  ): Promise<Ask<Row>> {
    const server = this.options.observed;
    const client = await server.connected(this.pool.connect());
    let broken: Error | undefined;
    const onError = (error: Error): void => void (broken = error);
    client.on('error', onError);
    try {
      return await this.waiting.unlessLost(
        server.answered(statement, () => this.send<Row>(client, statement, values, atLeast)),
      );
    } catch (error) {
      // Of a statement that the server refuses, it has said so; anything else leaves the connection in doubt.
      if ((error as { severity?: unknown }).severity !== 'ERROR') broken ??= error as Error;
      throw error;
    } finally {
      client.off('error', onError);
      giveBack(client, broken);
    }
  }

  private async send<Row extends object>(
    client: pg.PoolClient,
    statement: Statement,
    values: readonly unknown[],
    atLeast: WalPosition,
  ): Promise<Ask<Row>> {
    const asked = atLeast > (this.seen.get(client) ?? -1n);
    const answered = await send<Row>(client, statement, values, undefined, asked ? atLeast : undefined);
    const { replayed } = answered;
    if (replayed !== undefined && this.options.endpoint.pooler === undefined) this.seen.set(client, replayed);
    return answered;
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
    const lost = new Lost(this.name, { cause: error });
    this.waiting.letGo(lost);
    this.pipeline.letGo(lost);
  }
}

class Lost extends Error {}

/** What was known of the server before need not be asked again: positions only grow. */
function isFarEnough({ positioned, replayed, atLeast = 0n }: Ask<object>): boolean {
  return !positioned || (replayed !== undefined && replayed >= atLeast);
}
