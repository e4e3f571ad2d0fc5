import type { ShardMap } from '@tenfold/database';
import fc from 'fast-check';
import { partsToMove, slices, withMoved } from './ranges.js';

const at = (port: number) => ({ primary: { host: 'localhost', port, database: 'tenfold' } });
const map: ShardMap = {
  version: 1,
  epoch: 4,
  shards: { one: at(1), two: at(2), three: at(3) },
  ranges: [
    { from: 0, to: 2_047, shard: 'one' },
    { from: 2_048, to: 4_095, shard: 'two' },
  ],
};
const bucketRange = fc
  .tuple(fc.nat(4_095), fc.nat(4_095))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const owner = ({ ranges }: ShardMap, bucket: number): string[] =>
  ranges.filter(({ from, to }) => from <= bucket && bucket <= to).map(({ shard }) => shard);

describe(withMoved, () => {
  it('should give the range to the shard and leave every other bucket where it is', () => {
    const move = fc.record({ range: bucketRange, to: fc.constantFrom('one', 'two', 'three') });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 5 }), fc.nat(4_095), (moves, bucket) => {
        let [now, expected] = [map, owner(map, bucket)];
        for (const { range, to } of moves) {
          now = withMoved(now, range, to);
          if (range.from <= bucket && bucket <= range.to) expected = [to];
        }
        expect(owner(now, bucket)).toEqual(expected);
        expect(now.epoch).toBe(map.epoch + moves.length);
      }),
    );
  });

  it('should join neighbours of one shard', () => {
    expect(withMoved(map, { from: 2_048, to: 4_095 }, 'one').ranges).toEqual([
      { from: 0, to: 4_095, shard: 'one' },
    ]);
  });
});

describe(partsToMove, () => {
  it('should name what other shards hold, and by whom', () => {
    expect(partsToMove(map, { from: 2_000, to: 2_100 }, 'three')).toEqual([
      { from: 2_000, to: 2_047, source: 'one' },
      { from: 2_048, to: 2_100, source: 'two' },
    ]);
    expect(partsToMove(map, { from: 0, to: 2_047 }, 'one')).toEqual([]);
  });
});

describe(slices, () => {
  it('should cover every bucket once and keep to the limit, where a single bucket does not exceed it', () => {
    const counts = fc.dictionary(fc.nat(300).map(String), fc.nat(50), { maxKeys: 60 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 60 }), (dictionary, limit) => {
        const rows = new Map(Object.entries(dictionary).map(([bucket, count]) => [Number(bucket), count]));
        const cut = slices({ from: 0, to: 300 }, rows, limit);
        expect(cut.flatMap(({ from, to }) => [from, to + 1]).slice(1, -1)).toEqual(
          cut.slice(1).flatMap(({ from }) => [from, from]),
        );
        expect([cut[0]?.from, cut.at(-1)?.to]).toEqual([0, 300]);
        for (const piece of cut) expect(piece.rows <= limit || piece.from === piece.to).toBe(true);
      }),
    );
  });
});
