import { BUCKETS } from '@tenfold/ids';
import fc from 'fast-check';
import { bucketTable, shardMapSchema, type ShardMap } from './shard-map.js';

const primary = { host: 'db', port: 5432, database: 'tenfold' };

function mapOf(ranges: ShardMap['ranges']): ShardMap {
  const shards = Object.fromEntries(ranges.map(({ shard }) => [shard, { primary }]));
  return { version: 1, epoch: 1, shards, ranges };
}

const cuts = fc
  .uniqueArray(fc.integer({ min: 1, max: BUCKETS - 1 }), { maxLength: 40 })
  .map((at) => at.sort((a, b) => a - b));
const tilings = cuts.map((at) =>
  [0, ...at].map((from, index) => ({ from, to: (at[index] ?? BUCKETS) - 1, shard: `shard-${index % 5}` })),
);

describe('shardMapSchema', () => {
  it('should accept ranges that cover every bucket once, in any order', () => {
    fc.assert(
      fc.property(
        tilings.chain((ranges) => fc.shuffledSubarray(ranges, { minLength: ranges.length })),
        (ranges) => {
          const table = bucketTable(shardMapSchema.parse(mapOf(ranges)));
          expect(table).toHaveLength(BUCKETS);
          for (const { from, to, shard } of ranges) {
            expect(table[from]).toBe(shard);
            expect(table[to]).toBe(shard);
          }
        },
      ),
    );
  });

  it('should refuse a map in which a bucket has no shard or two', () => {
    fc.assert(
      fc.property(tilings, fc.nat(), fc.constantFrom(-1, 1), (ranges, at, by) => {
        const index = at % ranges.length;
        const broken = ranges.map((range, i) => (i === index ? { ...range, to: range.to + by } : range));
        expect(shardMapSchema.safeParse(mapOf(broken)).success).toBe(false);
      }),
    );
  });

  it('should refuse a range of an unknown shard, and properties it does not know', () => {
    const whole = [{ from: 0, to: BUCKETS - 1, shard: 'a' }];
    expect(shardMapSchema.safeParse({ ...mapOf(whole), shards: { b: { primary } } }).success).toBe(false);
    expect(shardMapSchema.safeParse({ ...mapOf(whole), extra: 1 }).success).toBe(false);
  });

  it('should take the replicas of a shard, and none when it names none', () => {
    const whole = [{ from: 0, to: BUCKETS - 1, shard: 'a' }];
    const replicas = [{ ...primary, port: 5433 }];
    const parse = (shard: object) =>
      shardMapSchema.parse({ ...mapOf(whole), shards: { a: shard } }).shards['a'];
    expect(parse({ primary })).toEqual({ primary, replicas: [] });
    expect(parse({ primary, replicas })).toEqual({ primary, replicas });
  });
});
