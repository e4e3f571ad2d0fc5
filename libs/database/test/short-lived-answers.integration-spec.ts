import { collector, oldSpace } from '@tenfold/testing';
import { Shards, statement } from '../src/index.js';
import { ScratchShards } from './scratch-shards.js';

const wide = statement(
  'scratch.wide',
  "SELECT g AS id, repeat('x', 500) || g AS body FROM generate_series($1::int, $1::int + 400) AS g LIMIT 401",
);
const TURNS = 60;
/** A row is more than that, and 401 are read in a turn. */
const ROW_BYTES = 500;

describe('answers of a shard', () => {
  const scratch = new ScratchShards(1);
  let shards: Shards;

  beforeAll(async () => {
    await scratch.create();
    shards = new Shards(scratch.map, scratch.options);
    await shards.owner(0).start();
  });
  afterAll(async () => {
    await shards.close();
    await scratch.drop();
  });

  it('should not outlive the young collections', async () => {
    const collect = collector();
    const turn = async (from: number): Promise<number> => (await shards.owner(0).query(wide, [from])).length;
    for (let warm = 0; warm < 20; warm += 1) await turn(warm);
    collect('major');
    // What is being read now becomes old, and must not take what is read next with it.
    const old = turn(0);
    for (let time = 0; time < 3; time += 1) collect('minor');
    await old;
    const before = oldSpace();
    let rows = 0;
    for (let time = 0; time < TURNS; time += 1) {
      rows += await turn(time);
      collect('minor');
    }
    expect(rows).toBe(TURNS * 401);
    expect(oldSpace() - before).toBeLessThan((rows * ROW_BYTES) / 4);
  });
});
