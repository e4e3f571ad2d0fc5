import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { OwnedShard, Shards } from '@tenfold/database';
import { requestContext, type Logger } from '@tenfold/observability';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Publisher } from './publisher.js';
import { newRelayCounters, type RelayCounters } from './relay-counters.js';
import { outboxStatements, type OutboxStatements } from './outbox.sql.js';

interface OutboxRow {
  readonly bucket: number;
  readonly id: string;
  readonly subject: string;
  readonly payload: string;
  readonly publications: number;
}

const BATCH = 200;
const IDLE_MS = 200;
const AFTER_FAILURE_MS = 1_000;
const WATCH_MS = 1_000;

/**
 * Carries the outbox rows of one schema to JetStream, every shard in a loop of its own so that a dead shard delays no other.
 * Rows stay locked while they are published and are marked once the server has acknowledged: killed in between, it publishes
 * again, which is why consumers keep an inbox. Any number of processes may run it at once.
 */
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** By shard, since the process began. */
  readonly counters = new Map<string, RelayCounters>();
  private readonly sql: OutboxStatements;
  private readonly stopping = new AbortController();
  private readonly loops = new Map<string, Promise<void>>();
  private watching: Promise<void> = Promise.resolve();

  constructor(
    schema: string,
    private readonly shards: Shards,
    private readonly publisher: Publisher,
    private readonly log: Logger,
  ) {
    this.sql = outboxStatements(schema);
  }

  onApplicationBootstrap(): void {
    this.watching = requestContext.clean(() => this.watch());
  }

  /** Ends while messaging and shards are still there. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.watching;
    await Promise.all(this.loops.values());
  }

  /** One round on one shard. @returns how many rows were delivered */
  async relayOnce(owned: OwnedShard): Promise<number> {
    const { sent, failed } = await this.relay(owned);
    const counted = this.countersOf(owned.shard.name);
    counted.published += sent;
    counted.failed += failed;
    return sent;
  }

  private async relay({ shard, own }: OwnedShard): Promise<{ sent: number; failed: number }> {
    return shard.transaction(async (tx) => {
      const rows = await tx.query<OutboxRow>(this.sql.claim, [BATCH, own]);
      if (rows.length === 0) return { sent: 0, failed: 0 };
      const outcomes = await Promise.all(rows.map((row) => this.send(row)));
      const of = (outcome: boolean): OutboxRow[] => rows.filter((_, index) => outcomes[index] === outcome);
      const [sent, failed] = [of(true), of(false)];
      await tx.query(this.sql.mark, [sent.map((row) => row.bucket), sent.map((row) => row.id)]);
      if (failed.length > 0)
        await tx.query(this.sql.defer, [failed.map((row) => row.bucket), failed.map((row) => row.id)]);
      return { sent: sent.length, failed: failed.length };
    });
  }

  /** Shards come and go with the map: each that owns buckets has a loop. */
  private async watch(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      for (const { shard } of this.shards.owned()) {
        if (this.loops.has(shard.name)) continue;
        const loop = this.run(shard.name).finally(() => this.loops.delete(shard.name));
        this.loops.set(shard.name, loop);
      }
      await this.pause(WATCH_MS);
    }
  }

  private async run(name: string): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const owned = this.shards.owned().find(({ shard }) => shard.name === name);
      if (owned === undefined) return;
      const pause = await this.round(owned);
      if (pause > 0) await this.pause(pause);
    }
  }

  /** After a round that has moved something there is no pause: it may have let later rows of its aggregates through. */
  private async round(owned: OwnedShard): Promise<number> {
    if (!this.publisher.connected) return AFTER_FAILURE_MS;
    try {
      return (await this.relayOnce(owned)) > 0 ? 0 : IDLE_MS;
    } catch (error) {
      this.log.warn({ err: error, shard: owned.shard.name }, 'outbox round failed');
      return AFTER_FAILURE_MS;
    }
  }

  private countersOf(shard: string): RelayCounters {
    const known = this.counters.get(shard) ?? newRelayCounters();
    this.counters.set(shard, known);
    return known;
  }

  private pause(ms: number): Promise<unknown> {
    return delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private async send(row: OutboxRow): Promise<boolean> {
    try {
      const event = { subject: row.subject, payload: z.unknown() };
      const options = { id: row.id, attempt: row.publications, serialised: true };
      await this.publisher.publish(event, row.payload, options);
      return true;
    } catch (error) {
      this.log.warn({ err: error, subject: row.subject, id: row.id }, 'outbox row not delivered yet');
      return false;
    }
  }
}
