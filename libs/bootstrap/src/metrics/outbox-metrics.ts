import type { FactoryProvider } from '@nestjs/common';
import { LOOK_AT_REST_MS, OutboxRelay, type DueRows, type RelayCounters } from '@tenfold/delivery';
import { Metrics } from '@tenfold/observability';

/** What was not learned anew for so long is not shown any more: the shard is away. */
const KEPT_MS = 3 * LOOK_AT_REST_MS;

/** An outbox: what this process has carried, and what waited when its relay last looked. */
class OutboxMetrics {
  constructor(metrics: Metrics, relay: OutboxRelay) {
    const carried = (read: (counters: RelayCounters) => number) =>
      [...relay.counters].map(([shard, counters]) => [{ tenfold_shard: shard }, read(counters)] as const);
    const waiting = (read: (due: DueRows) => number) =>
      [...relay.due]
        .filter(([, { at }]) => performance.now() - at < KEPT_MS)
        .map(([shard, { rows }]) => [{ tenfold_shard: shard }, read(rows)] as const);
    metrics.counter('tenfold_outbox_published_total', () => carried(({ published }) => published));
    metrics.counter('tenfold_outbox_failures_total', () => carried(({ failed }) => failed));
    metrics.gauge('tenfold_outbox_rows', () => waiting(({ rows }) => rows));
    metrics.gauge('tenfold_outbox_age_seconds', () => waiting(({ ageSeconds }) => ageSeconds));
  }
}

/** Wants an `OutboxRelay` beside it. */
export const outboxMetrics = (): FactoryProvider[] => [
  {
    provide: OutboxMetrics,
    inject: [Metrics, OutboxRelay],
    useFactory: (metrics: Metrics, relay: OutboxRelay) => new OutboxMetrics(metrics, relay),
  },
];
