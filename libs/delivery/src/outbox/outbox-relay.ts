import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Shard, Shards } from '@tenfold/database';
import { requestContext, type Logger } from '@tenfold/observability';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Publisher } from './publisher.js';
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

/**
 * Carries the outbox rows of one schema to JetStream, every shard in a loop of its own so that a dead shard delays no other.
 * Rows stay locked while they are published and are marked once the server has acknowledged: killed in between, it publishes
 * again, which is why consumers keep an inbox. Any number of processes may run it at once.
 */
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sql: OutboxStatements;
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];

  constructor(
    schema: string,
    private readonly shards: Shards,
    private readonly publisher: Publisher,
    private readonly log: Logger,
  ) {
    this.sql = outboxStatements(schema);
  }

  onApplicationBootstrap(): void {
    this.loops = requestContext.clean(() => this.shards.all().map((shard) => this.run(shard)));
  }

  /** Ends while messaging and shards are still there. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
  }

  /** One round on one shard. @returns how many rows were delivered */
  async relayOnce(shard: Shard): Promise<number> {
    return shard.transaction(async (tx) => {
      const rows = await tx.query<OutboxRow>(this.sql.claim, [BATCH]);
      if (rows.length === 0) return 0;
      const outcomes = await Promise.all(rows.map((row) => this.send(row)));
      const of = (outcome: boolean): OutboxRow[] => rows.filter((_, index) => outcomes[index] === outcome);
      const [sent, failed] = [of(true), of(false)];
      await tx.query(this.sql.mark, [sent.map((row) => row.bucket), sent.map((row) => row.id)]);
      if (failed.length > 0)
        await tx.query(this.sql.defer, [failed.map((row) => row.bucket), failed.map((row) => row.id)]);
      return sent.length;
    });
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

  private async run(shard: Shard): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const pause = await this.round(shard);
      if (pause > 0) await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** After a full batch, and after one that may have let later rows of its aggregates through, there is no pause. */
  private async round(shard: Shard): Promise<number> {
    if (!this.publisher.connected) return AFTER_FAILURE_MS;
    try {
      return (await this.relayOnce(shard)) > 0 ? 0 : IDLE_MS;
    } catch (error) {
      this.log.warn({ err: error, shard: shard.name }, 'outbox round failed');
      return AFTER_FAILURE_MS;
    }
  }
}
