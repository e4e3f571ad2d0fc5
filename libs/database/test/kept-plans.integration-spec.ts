import { Shards, statement } from '../src/index.js';
import { ScratchShards } from './scratch-shards.js';

// Real: Postgres, a shard that is a database of this file's own.
const MODE = "SELECT current_setting('plan_cache_mode') AS mode";
const kept = statement('kept.mode', MODE, { kept: true });
const plain = statement('kept.plain-mode', MODE);
const wrong = statement('kept.wrong', 'SELECT 1 / $1::int AS n', { kept: true });
const GENERIC = 'force_generic_plan';

describe('statements that keep their plans', () => {
  const scratch = new ScratchShards(1);
  let shards: Shards;
  let shard: ReturnType<Shards['owner']>;

  beforeAll(async () => {
    await scratch.create();
    // One connection for all that is not short, so that each statement finds what the one before has left.
    shards = new Shards(scratch.map, { ...scratch.options, poolSize: 1 });
    await shards.watch();
    shard = shards.owner(0);
  });

  afterAll(async () => {
    await shards.close();
    await scratch.drop();
  });

  const modeOf = async (one: typeof kept): Promise<string | undefined> =>
    (await shard.query<{ mode: string }>(one, []))[0]?.mode;

  it('should have one plan for a connection, and their neighbours go by the role', async () => {
    const modes: (string | undefined)[] = [];
    for (const one of [plain, kept, kept, plain, kept]) modes.push(await modeOf(one));
    const [ofRole] = modes;
    expect(ofRole).not.toBe(GENERIC);
    expect(modes).toEqual([ofRole, GENERIC, GENERIC, ofRole, GENERIC]);
  });

  it('should go by the role in a transaction, also in one that is rolled back', async () => {
    const ofRole = await modeOf(plain);
    await modeOf(kept);
    const failed = shard.transaction(async (tx) => {
      expect(await tx.query(plain, [])).toEqual([{ mode: ofRole }]);
      throw new Error('no more of this');
    });
    await expect(failed).rejects.toThrow('no more of this');
    expect(await modeOf(plain)).toBe(ofRole);
    expect(await modeOf(kept)).toBe(GENERIC);
  });

  it('should keep them after one that fails', async () => {
    await expect(shard.query(wrong, [0])).rejects.toMatchObject({ code: '22012' });
    expect(await modeOf(kept)).toBe(GENERIC);
  });
});
