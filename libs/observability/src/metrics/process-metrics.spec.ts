import { collector, readExposition, sumOf, waitFor, type Exposition } from '@tenfold/testing';
import { EventLoopDelay } from './event-loop-delay.js';
import { Metrics } from './metrics.js';
import { ProcessMetrics } from './process-metrics.js';

/** Nothing else gets a turn of the event loop meanwhile. */
function holdUp(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe(ProcessMetrics, () => {
  const metrics = new Metrics();
  const watched = new ProcessMetrics(metrics, { service: 'orders', version: '1.2.3' });

  afterAll(() => watched.close());

  const read = async (): Promise<Exposition> => readExposition(await metrics.text());

  it('should say what the process is', async () => {
    const labels = { service: 'orders', version: '1.2.3', node: process.versions.node };
    expect(sumOf(await read(), 'tenfold_build_info', labels)).toBe(1);
  });

  it('should tell what the process takes', async () => {
    const exposition = await read();
    expect(sumOf(exposition, 'process_cpu_seconds_total')).toBeGreaterThan(0);
    const used = sumOf(exposition, 'v8js_memory_heap_used_bytes');
    const size = sumOf(exposition, 'v8js_memory_heap_space_size_bytes');
    expect(used).toBeGreaterThan(1_000_000);
    expect(size).toBeGreaterThan(used);
    expect(sumOf(exposition, 'v8js_memory_heap_limit_bytes')).toBeGreaterThan(size);
    expect(sumOf(exposition, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  });

  it('should tell a busy event loop from an idle one', async () => {
    const loop = 'nodejs_eventloop_time_seconds_total';
    const before = sumOf(await read(), loop, { nodejs_eventloop_state: 'active' });
    await waitFor(async () => {
      holdUp(50);
      return sumOf(await read(), loop, { nodejs_eventloop_state: 'active' }) > before;
    });
    const ratio = sumOf(await read(), 'nodejs_eventloop_utilization_ratio');
    expect(ratio).toBeGreaterThan(0);
    expect(ratio).toBeLessThanOrEqual(1);
  });

  it('should count collections of garbage by their kind', async () => {
    const collect = collector();
    const major = { v8js_gc_type: 'major' };
    const before = sumOf(await read(), 'v8js_gc_duration_seconds_count', major);
    await waitFor(async () => {
      collect('major');
      return sumOf(await read(), 'v8js_gc_duration_seconds_count', major) > before;
    });
  });
});

describe(EventLoopDelay, () => {
  it('should tell how late timers came, until the window after the next is over', async () => {
    const delay = new EventLoopDelay();
    expect([delay.percentile(50), delay.max]).toEqual([0, 0]);
    await waitFor(() => {
      holdUp(100);
      return delay.max > 0.05;
    });
    delay.turn();
    expect(delay.max).toBeGreaterThan(0.05);
    expect(delay.percentile(99)).toBeLessThanOrEqual(delay.max + 0.001);
    delay.turn();
    expect([delay.percentile(99), delay.max]).toEqual([0, 0]);
    delay.close();
  });
});
