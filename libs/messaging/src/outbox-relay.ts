import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { OwnedShard, Shards } from '@tenfold/database';
import { requestContext, type Logger } from '@tenfold/observability';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Messaging } from './messaging.js';
import { outboxStatements } from './outbox.js';

interface OutboxRow {
  readonly bucket: number;
  readonly id: string;
  readonly subject: string;
  readonly payload: string;
}

const BATCH = 200;
const IDLE_MS = 200;
const AFTER_FAILURE_MS = 1_000;

/**
 * Carries the outbox rows of one schema to JetStream, every shard in a loop of its own so that a dead shard delays no other.
 * Rows stay locked while they are published and go once the server has acknowledged: killed in between, it publishes again,
 * which is why consumers keep an inbox. Any number of processes may run it at once.
 */
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];

  constructor(
    private readonly schema: string,
    private readonly shards: Shards,
    private readonly messaging: Messaging,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.loops = requestContext.clean(() => this.shards.all().map(({ name }) => this.run(name)));
  }

  /** Ends while messaging and shards are still there. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
  }

  /** One round on one shard. @returns how many rows were delivered */
  async relayOnce({ shard, own }: OwnedShard): Promise<number> {
    const { claim, remove } = outboxStatements(this.schema);
    return shard.transaction(async (tx) => {
      const rows = await tx.query<OutboxRow>(claim, [BATCH, own]);
      if (rows.length === 0) return 0;
      const sent = (await Promise.all(rows.map((row) => this.send(row)))).filter((row) => row !== undefined);
      await tx.query(remove, [sent.map((row) => row.bucket), sent.map((row) => row.id)]);
      return sent.length;
    });
  }

  private async send(row: OutboxRow): Promise<OutboxRow | undefined> {
    try {
      const event = { subject: row.subject, payload: z.unknown() };
      await this.messaging.publish(event, row.payload, { id: row.id, serialised: true });
      return row;
    } catch (error) {
      this.log.warn({ err: error, subject: row.subject, id: row.id }, 'outbox row not delivered yet');
      return undefined;
    }
  }

  private async run(name: string): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const owned = this.shards.owned().find(({ shard }) => shard.name === name);
      const pause = owned === undefined ? AFTER_FAILURE_MS : await this.round(owned);
      if (pause > 0) await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async round(owned: OwnedShard): Promise<number> {
    if (!this.messaging.connected) return AFTER_FAILURE_MS;
    try {
      const delivered = await this.relayOnce(owned);
      return delivered === BATCH ? 0 : IDLE_MS;
    } catch (error) {
      this.log.warn({ err: error, shard: owned.shard.name }, 'outbox round failed');
      return AFTER_FAILURE_MS;
    }
  }
}
