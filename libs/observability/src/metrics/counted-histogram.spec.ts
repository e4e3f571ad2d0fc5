import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { CountedHistogram } from './counted-histogram.js';
import { METRICS, type MetricDefinition } from './definitions.js';

const name = 'v8js_gc_duration_seconds';
const definition: MetricDefinition = METRICS[name];
const { help, labels: labelNames, buckets = [] } = definition;

describe(CountedHistogram, () => {
  const seconds = fc.oneof(
    fc.double({ min: 0, max: 20, noNaN: true }),
    fc.constantFrom(...buckets), // a bound belongs to its bucket
  );
  const observation = fc.record({ kind: fc.constantFrom('minor', 'major'), seconds });

  it('should count together what is beyond the most series, and nothing twice', async () => {
    const counted = new CountedHistogram<'v8js_gc_type'>(name, definition);
    for (let n = 0; n < 3_000; n += 1) counted.of(`kind ${n}`).observe(1);
    for (let n = 0; n < 3_000; n += 1) counted.of(`kind ${n}`).observe(1);
    const { values } = (await counted.get()) as {
      values: { metricName: string; value: number; labels: object }[];
    };
    const counts = values.filter(({ metricName }) => metricName.endsWith('_count'));
    expect(counts).toHaveLength(2_001);
    expect(counts.at(-1)).toMatchObject({ labels: { v8js_gc_type: '_OTHER' }, value: 2_000 });
    expect(counts.reduce((sum, { value }) => sum + value, 0)).toBe(6_000);
  });

  it('should say what the histogram of the library would, whatever is observed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(observation), async (observations) => {
        const [ours, theirs] = [new Registry(), new Registry()];
        const counted = new CountedHistogram<'v8js_gc_type'>(name, definition);
        ours.registerMetric(counted as unknown as Histogram);
        const histogram = new Histogram({
          name,
          help,
          labelNames,
          buckets: [...buckets],
          registers: [theirs],
        });
        const series = new Map<string, ReturnType<typeof counted.add>>();
        for (const { kind, seconds } of observations) {
          const known = series.get(kind) ?? counted.add({ v8js_gc_type: kind });
          series.set(kind, known);
          known.observe(seconds);
          histogram.labels(kind).observe(seconds);
        }
        expect(await ours.metrics()).toBe(await theirs.metrics());
      }),
    );
  });
});
