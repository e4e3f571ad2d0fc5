import { readExposition, sumOf } from '@tenfold/testing';
import { MEASURED_UNITS, METRICS, metricsOf, SERVICES, type MetricDefinition } from './definitions.js';
import { Metrics } from './metrics.js';

describe(Metrics, () => {
  it('should read counters and gauges when it is asked, as often as it is asked', async () => {
    const metrics = new Metrics();
    let seconds = 1.5;
    metrics.counter('process_cpu_seconds_total', () => seconds);
    metrics.gauge('v8js_memory_heap_used_bytes', () => [[{ v8js_heap_space_name: `${seconds}` }, 1]]);
    expect(sumOf(readExposition(await metrics.text()), 'process_cpu_seconds_total')).toBe(1.5);
    seconds = 2.5;
    const { samples } = readExposition(await metrics.text());
    expect(samples).toEqual([
      { name: 'process_cpu_seconds_total', labels: {}, value: 2.5 },
      { name: 'v8js_memory_heap_used_bytes', labels: { v8js_heap_space_name: '2.5' }, value: 1 },
    ]);
  });

  it('should keep a label in its quotes, whatever it says', async () => {
    const metrics = new Metrics();
    const version = 'a"b\\c\nd';
    metrics.gauge('tenfold_build_info', () => [[{ service: 'orders', version, node: '24' }, 1]]);
    const { samples } = readExposition(await metrics.text());
    expect(samples.map(({ labels }) => labels['version'])).toEqual(['a\\"b\\\\c\\nd']);
  });

  it('should show nothing of a gauge that nobody knows', async () => {
    const metrics = new Metrics();
    let age: number | undefined;
    metrics.gauge('tenfold_signing_keys_age_seconds', () => age);
    expect(readExposition(await metrics.text()).samples).toEqual([]);
    age = 3;
    expect(sumOf(readExposition(await metrics.text()), 'tenfold_signing_keys_age_seconds')).toBe(3);
    age = undefined;
    expect(readExposition(await metrics.text()).samples).toEqual([]);
  });

  it('should say the same in OpenMetrics, with the last trace of each bucket', async () => {
    const metrics = new Metrics();
    metrics.counter('tenfold_attempts_started_total', () => 2);
    metrics.gauge('tenfold_messaging_up', () => 1);
    const series = metrics.histogram('v8js_gc_duration_seconds').add({ v8js_gc_type: 'major' });
    series.observe(0.002, 'a'.repeat(32));
    series.observe(0.0021, 'b'.repeat(32));
    series.observe(20);
    const { text } = await metrics.page('application/openmetrics-text; version=1.0.0');
    expect(text).toContain('# TYPE tenfold_attempts_started counter\ntenfold_attempts_started_total 2\n');
    expect(text).toContain('\ntenfold_messaging_up 1\n');
    const exemplars = text.split('\n').filter((line) => line.includes(' # {'));
    expect(exemplars).toEqual([
      expect.stringMatching(
        /^v8js_gc_duration_seconds_bucket\{le="0.0025",v8js_gc_type="major"\} 2 # \{trace_id="b{32}"\} 0.0021 \d+\.?\d*$/,
      ),
    ]);
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    const plain = await metrics.page('text/plain');
    expect(plain.text).toBe(await metrics.text());
    expect(plain.text).not.toContain('trace_id');
    expect(plain.text).toContain('\ntenfold_attempts_started_total 2\n');
  });

  it('should refuse a metric that is there already', () => {
    const metrics = new Metrics();
    metrics.histogram('v8js_gc_duration_seconds');
    expect(() => metrics.histogram('v8js_gc_duration_seconds')).toThrow('already been registered');
  });
});

describe('METRICS', () => {
  const definitions = Object.entries<MetricDefinition>(METRICS);

  it.each(definitions)('should declare %s by the rules for names and labels', (name, definition) => {
    const { type, unit, labels, buckets = [] } = definition;
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    const measured = MEASURED_UNITS.some((one) => one === unit);
    if (measured) expect(name.replace(/_total$/, '')).toMatch(new RegExp(`_${unit}$`));
    for (const label of labels) expect(label).toMatch(/^(?!le$|quantile$)[a-z][a-z0-9_]*$/);
    expect(buckets.length > 0).toBe(type === 'histogram');
    expect([...buckets].sort((a, b) => a - b)).toEqual(buckets);
  });

  it('should give no two of them one name in OpenMetrics, where counters lose their end', () => {
    const families = definitions.map(([name]) => name.replace(/_total$/, ''));
    expect(new Set(families).size).toBe(families.length);
  });

  it('should be exported by at least one service each', () => {
    const exported = new Set(SERVICES.flatMap((service) => metricsOf(service)));
    expect([...exported].sort()).toEqual(definitions.map(([name]) => name).sort());
  });
});
