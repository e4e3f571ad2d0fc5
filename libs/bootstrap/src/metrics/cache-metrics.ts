import type { Cache } from '@tenfold/cache';
import type { NatsInvalidationBus } from '@tenfold/messaging';
import type { Metrics } from '@tenfold/observability';

/** What the cache keeps of itself. */
export function addCache(metrics: Metrics, cache: Cache, bus: NatsInvalidationBus): void {
  metrics.counter('tenfold_cache_reads_total', () => {
    const { l1Hits, l2Hits, misses, stale, negative, passed } = cache.counters;
    return Object.entries({ l1: l1Hits, l2: l2Hits, miss: misses, stale, negative, passed }).map(
      ([level, count]) => [{ level }, count],
    );
  });
  metrics.counter('tenfold_cache_loads_total', () => {
    const { loaded, loadFailures, loadsRefused } = cache.counters;
    return Object.entries({ ok: loaded, failed: loadFailures, refused: loadsRefused }).map(
      ([outcome, count]) => [{ outcome }, count],
    );
  });
  metrics.counter('tenfold_cache_flight_waits_total', () => cache.counters.flightWaits);
  metrics.counter('tenfold_cache_early_refreshes_total', () => cache.counters.earlyRefreshes);
  metrics.counter('tenfold_cache_evictions_total', () => cache.counters.evictions);
  metrics.gauge('tenfold_cache_size_bytes', () => cache.counters.l1Bytes);
  metrics.gauge('tenfold_cache_entries', () => cache.counters.l1Entries);
  metrics.counter('tenfold_cache_store_errors_total', () => cache.counters.storeErrors);
  metrics.gauge('tenfold_cache_store_up', () => (cache.connected ? 1 : 0));
  metrics.gauge('tenfold_cache_bus_up', () => (bus.connected ? 1 : 0));
}
