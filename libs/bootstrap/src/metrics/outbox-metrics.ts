import type { FactoryProvider } from '@nestjs/common';
import { Shards } from '@tenfold/database';
import { Outbox, OutboxRelay, type DueRows, type RelayCounters } from '@tenfold/delivery';
import { Metrics } from '@tenfold/observability';
import { periodic } from '../periodic.js';
import { SAMPLE_EVERY_MS, Sampled } from './sampled.js';

/** An outbox: what this process has carried, and what waited when it last looked. */
class OutboxMetrics {
  private readonly due = new Sampled<DueRows>();

  constructor(
    metrics: Metrics,
    private readonly outbox: Outbox,
    relay: OutboxRelay,
    private readonly shards: Shards,
  ) {
    const carried = (read: (counters: RelayCounters) => number) =>
      [...relay.counters].map(([shard, counters]) => [{ tenfold_shard: shard }, read(counters)] as const);
    const waiting = (read: (due: DueRows) => number) =>
      this.due.entries().map(([shard, due]) => [{ tenfold_shard: shard }, read(due)] as const);
    metrics.counter('tenfold_outbox_published_total', () => carried(({ published }) => published));
    metrics.counter('tenfold_outbox_failures_total', () => carried(({ failed }) => failed));
    metrics.gauge('tenfold_outbox_rows', () => waiting(({ rows }) => rows));
    metrics.gauge('tenfold_outbox_age_seconds', () => waiting(({ ageSeconds }) => ageSeconds));
  }

  async sample(): Promise<void> {
    await this.due.sample(
      this.shards.owned(),
      ({ shard }) => shard.name,
      (owned) => this.outbox.due(owned),
    );
  }
}

/** Wants an `Outbox` and its relay beside it. */
export const outboxMetrics = (): FactoryProvider[] => [
  {
    provide: OutboxMetrics,
    inject: [Metrics, Outbox, OutboxRelay, Shards],
    useFactory: (metrics: Metrics, rows: Outbox, relay: OutboxRelay, shards: Shards) =>
      new OutboxMetrics(metrics, rows, relay, shards),
  },
  periodic({
    name: 'sampling of the outbox',
    everyMs: SAMPLE_EVERY_MS,
    atOnce: true,
    inject: OutboxMetrics,
    run: (sampled) => sampled.sample(),
  }),
];
