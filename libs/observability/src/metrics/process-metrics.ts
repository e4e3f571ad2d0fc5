import { constants, performance, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { HistogramSeries } from './counted-histogram.js';
import { DELAY_WINDOW_MS, EventLoopDelay } from './event-loop-delay.js';
import type { Metrics } from './metrics.js';
import { RollingUtilization } from './rolling-utilization.js';

/** What the process was built from. */
export interface Build {
  readonly service: string;
  readonly version: string;
}

const SAMPLE_MS = 1_000;

const COLLECTIONS: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

/** What an operator wants to know of a Node process, whatever it serves. Watches until it is closed, and keeps no process alive. */
export class ProcessMetrics {
  private readonly utilization = new RollingUtilization();
  private readonly delay = new EventLoopDelay();
  private readonly collections: PerformanceObserver;
  private readonly timers: readonly NodeJS.Timeout[];

  constructor(metrics: Metrics, build: Build) {
    metrics.gauge('tenfold_build_info', () => [[{ ...build, node: process.versions.node }, 1]]);
    this.addLoop(metrics);
    addResources(metrics);
    this.collections = observeCollections(metrics);
    this.timers = [
      setInterval(() => this.utilization.sample(), SAMPLE_MS).unref(),
      setInterval(() => this.delay.turn(), DELAY_WINDOW_MS).unref(),
    ];
  }

  close(): void {
    this.timers.forEach(clearInterval);
    this.collections.disconnect();
    this.delay.close();
  }

  private addLoop(metrics: Metrics): void {
    metrics.gauge('nodejs_eventloop_utilization_ratio', () => this.utilization.ratio);
    metrics.counter('nodejs_eventloop_time_seconds_total', () => {
      const { active, idle } = performance.eventLoopUtilization();
      return [
        [{ nodejs_eventloop_state: 'active' }, active / 1e3],
        [{ nodejs_eventloop_state: 'idle' }, idle / 1e3],
      ];
    });
    metrics.gauge('nodejs_eventloop_delay_p50_seconds', () => this.delay.percentile(50));
    metrics.gauge('nodejs_eventloop_delay_p99_seconds', () => this.delay.percentile(99));
    metrics.gauge('nodejs_eventloop_delay_max_seconds', () => this.delay.max);
  }
}

function addResources(metrics: Metrics): void {
  metrics.counter('process_cpu_seconds_total', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.gauge('process_resident_memory_bytes', () => process.memoryUsage.rss());
  metrics.gauge('v8js_memory_heap_used_bytes', () =>
    getHeapSpaceStatistics().map((space) => [
      { v8js_heap_space_name: space.space_name },
      space.space_used_size,
    ]),
  );
  metrics.gauge('v8js_memory_heap_space_size_bytes', () =>
    getHeapSpaceStatistics().map((space) => [{ v8js_heap_space_name: space.space_name }, space.space_size]),
  );
  metrics.gauge('v8js_memory_heap_limit_bytes', () => getHeapStatistics().heap_size_limit);
}

function observeCollections(metrics: Metrics): PerformanceObserver {
  const histogram = metrics.histogram('v8js_gc_duration_seconds');
  const series = new Map<number, HistogramSeries>();
  for (const [kind, name] of Object.entries(COLLECTIONS)) {
    series.set(Number(kind), histogram.add({ v8js_gc_type: name }));
  }
  const observer = new PerformanceObserver((list) => {
    for (const { detail, duration } of list.getEntries() as CollectionEntry[]) {
      series.get(detail.kind)?.observe(duration / 1e3);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return observer;
}

interface CollectionEntry extends PerformanceEntry {
  readonly detail: { readonly kind: number };
}
