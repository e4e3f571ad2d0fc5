import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { OwnedShard, Shards } from '@tenfold/database';
import { continueTrace, requestContext, type Logger } from '@tenfold/observability';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { parcelsOf, type EventsTogether, type OutboxRow, type Parcel } from './parcels.js';
import type { Publisher } from './publisher.js';
import { DUE_COUNTED, type DueAnswer, type DueRows } from './outbox.js';
import { Pace } from './pace.js';
import { newRelayCounters, type RelayCounters } from './relay-counters.js';
import { outboxStatements, type OutboxStatements } from './outbox.sql.js';
import { onEvents } from './waking.js';

const BATCH = 200;
/** After an event was written here. Its statement is on its way then. */
const SOON_MS = 100;
/** For what other processes have written and not carried, since they were killed. */
export const LOOK_AT_REST_MS = 30_000;
/** While there are rows that cannot be had: others have them, or they wait for an earlier one of their aggregate. */
const WAITING_MS = 500;
const AFTER_FAILURE_MS = 1_000;
/** A full batch has more behind it, and to count a long backlog anew for each would cost more than to carry it. */
const COUNT_EVERY_MS = 5_000;
const WATCH_MS = 1_000;

/**
 * Carries the outbox rows of one schema to JetStream, every shard in a loop of its own so that a dead shard delays no other.
 * Rows stay locked while they are published and are marked once the server has acknowledged: killed in between, it publishes
 * again, which is why consumers keep an inbox. Any number of processes may run it at once.
 */
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** By shard, when it last looked, and when that was (`performance.now()`). */
  readonly due = new Map<string, { readonly rows: DueRows; readonly at: number }>();
  /** By shard, since the process began. */
  readonly counters = new Map<string, RelayCounters>();
  private readonly sql: OutboxStatements;
  private readonly stopping = new AbortController();
  private readonly loops = new Map<string, Promise<void>>();
  private readonly paces = new Set<Pace>();
  private watching: Promise<void> = Promise.resolve();

  constructor(
    schema: string,
    private readonly shards: Shards,
    private readonly publisher: Publisher,
    private readonly log: Logger,
    private readonly together: ReadonlyMap<string, EventsTogether> = new Map(),
  ) {
    this.sql = outboxStatements(schema);
  }

  onApplicationBootstrap(): void {
    this.watching = requestContext.clean(() => this.watch());
    this.stopping.signal.addEventListener(
      'abort',
      onEvents(() => this.paces.forEach((pace) => pace.wake())),
    );
  }

  /** Ends while messaging and shards are still there. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.paces.forEach((pace) => pace.stop());
    await this.watching;
    await Promise.all(this.loops.values());
  }

  /** One round on one shard. @returns how many rows were delivered */
  async relayOnce(owned: OwnedShard): Promise<number> {
    return (await this.relayCounted(owned)).sent;
  }

  private async relayCounted(owned: OwnedShard): Promise<Round> {
    const round = await this.relay(owned);
    const counted = this.countersOf(owned.shard.name);
    counted.published += round.sent;
    counted.failed += round.failed;
    return round;
  }

  private async relay({ shard, own }: OwnedShard): Promise<Round> {
    return shard.transaction(async (tx) => {
      const rows = await tx.query<OutboxRow>(this.sql.claim, [BATCH, own]);
      if (rows.length === 0) return { sent: 0, failed: 0, ordered: false };
      const parcels = parcelsOf(rows, this.together);
      const outcomes = await Promise.all(parcels.map((parcel) => this.send(parcel)));
      const of = (outcome: boolean): OutboxRow[] =>
        parcels.filter((_, index) => outcomes[index] === outcome).flatMap((parcel) => parcel.rows);
      const [sent, failed] = [of(true), of(false)];
      await tx.query(this.sql.mark, [sent.map((row) => row.bucket), sent.map((row) => row.id)]);
      if (failed.length > 0)
        await tx.query(this.sql.defer, [failed.map((row) => row.bucket), failed.map((row) => row.id)]);
      return { sent: sent.length, failed: failed.length, ordered: sent.some(({ ordered }) => ordered) };
    });
  }

  /** Shards come and go with the map: each that owns buckets has a loop. */
  private async watch(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      for (const { shard } of this.shards.owned()) {
        if (this.loops.has(shard.name)) continue;
        // From zero, or the first event of a shard would be no rise.
        this.countersOf(shard.name);
        const loop = this.run(shard.name).finally(() => this.loops.delete(shard.name));
        this.loops.set(shard.name, loop);
      }
      await delay(WATCH_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async run(name: string): Promise<void> {
    const pace = new Pace({ firstMs: SOON_MS, restMs: LOOK_AT_REST_MS });
    this.paces.add(pace);
    let more = false;
    try {
      while (!this.stopping.signal.aborted) {
        const owned = this.shards.owned().find(({ shard }) => shard.name === name);
        if (owned === undefined) return;
        more = await this.round(owned, pace, more);
      }
    } finally {
      this.paces.delete(pace);
      this.due.delete(name);
    }
  }

  /**
   * After a round that has moved rows of aggregates there is no pause: it may have let later ones through. Others come one by one, and
   * a round for each would be three statements an event.
   * @param more whether there is something for sure
   * @returns the same for the next round
   */
  private async round(owned: OwnedShard, pace: Pace, more: boolean): Promise<boolean> {
    try {
      const countedAt = this.due.get(owned.shard.name)?.at ?? -Infinity;
      if (!more || performance.now() - countedAt > COUNT_EVERY_MS) {
        const { rows, nextMs } = await this.look(owned);
        if (rows === 0) return await none(pace.pause(nextMs ?? Infinity));
      }
      if (!this.publisher.connected) return await none(pace.pause(AFTER_FAILURE_MS));
      const { sent, ordered } = await this.relayCounted(owned);
      if (sent === 0) return await none(pace.pause(WAITING_MS));
      pace.found();
      if (sent === BATCH || ordered) return sent === BATCH;
      return await none(pace.pause());
    } catch (error) {
      this.log.warn({ err: error, shard: owned.shard.name }, 'outbox round failed');
      return none(pace.pause(AFTER_FAILURE_MS));
    }
  }

  /** One statement, where a claim is three: it is all that is asked at rest. */
  private async look({ shard, own }: OwnedShard): Promise<DueAnswer> {
    const [due] = await shard.query<DueAnswer>(this.sql.due, [DUE_COUNTED, own]);
    if (due === undefined) throw new Error('no answer');
    const rows = { rows: due.rows, ageSeconds: Math.max(0, due.ageSeconds) };
    this.due.set(shard.name, { rows, at: performance.now() });
    return due;
  }

  private countersOf(shard: string): RelayCounters {
    const known = this.counters.get(shard) ?? newRelayCounters();
    this.counters.set(shard, known);
    return known;
  }

  private async send({ rows, subject, payload, id, attempt, traceContext }: Parcel): Promise<boolean> {
    try {
      const event = { subject, payload: z.unknown() };
      const options = { id, attempt, serialised: true };
      // The round is nobody's; each event goes on in the trace of the request that wrote it.
      await continueTrace(traceContext, () => this.publisher.publish(event, payload, options));
      return true;
    } catch (error) {
      this.log.warn({ err: error, subject, id, rows: rows.length }, 'outbox rows not delivered yet');
      return false;
    }
  }
}

interface Round {
  readonly sent: number;
  readonly failed: number;
  /** Whether what was sent has let others through. */
  readonly ordered: boolean;
}

/** Nothing more for sure, once the pause is over. */
const none = (pause: Promise<void>): Promise<boolean> => pause.then(() => false);
