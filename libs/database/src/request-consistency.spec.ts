import { jest } from '@jest/globals';
import { RequestConsistencies } from './request-consistency.js';
import type { Shards } from './shards.js';

const SECRET = 'a secret of at least thirty-two characters';
/** No shard has replicas, so no position is ever worth a token. */
const shards = { epoch: 3, tokenAfter: async (_: unknown, former: unknown) => former } as unknown as Shards;

describe('RequestConsistency', () => {
  const consistencies = new RequestConsistencies(shards, SECRET);

  const changed = async (): Promise<string | undefined> => {
    const writer = consistencies.begin('fresh', undefined);
    writer.wrote({} as never);
    writer.changedCached();
    return writer.issue();
  };

  it('should read past caches after a change of what is cached, for a moment', async () => {
    const header = await changed();
    const reader = consistencies.begin('bounded', header);
    expect(reader.readsPastCaches).toBe(true);
    expect(reader.intent).toBe('bounded');
    const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 2_001);
    expect(consistencies.begin('bounded', header).readsPastCaches).toBe(false);
    later.mockRestore();
  });

  it('should read past caches where something is decided, and not otherwise', () => {
    expect(consistencies.begin('fresh', undefined).readsPastCaches).toBe(true);
    expect(consistencies.begin('bounded', undefined).readsPastCaches).toBe(false);
    expect(consistencies.begin('eventual', undefined).readsPastCaches).toBe(false);
  });

  it('should hand the mark on with what the same client writes next', async () => {
    const writer = consistencies.begin('fresh', await changed());
    writer.wrote({} as never);
    expect(consistencies.begin('bounded', await writer.issue()).readsPastCaches).toBe(true);
  });

  it.each([
    ['the furthest of the positions that writes have come back with', [5n, 7n, 6n], 7n],
    ['no position while that of one write is not known', [5n, undefined], undefined],
  ] as const)('should hand over %s', async (_what, positions, known) => {
    let handed: unknown;
    const own = {
      epoch: 3,
      tokenAfter: async (...[[shard], , , where]: Parameters<Shards['tokenAfter']>) =>
        void (handed = where?.(shard as never)),
    } as unknown as Shards;
    const writer = new RequestConsistencies(own, SECRET).begin('fresh', undefined);
    const told = positions.map(() => writer.wrote(own as never));
    expect(writer.intent).toBe('fresh');
    told.forEach((committed, index) => committed(positions[index]));
    await writer.issue();
    expect(handed).toBe(known);
  });

  it('should issue no token for a write that nobody reads from a cache', async () => {
    const writer = consistencies.begin('fresh', undefined);
    writer.wrote({} as never);
    expect(await writer.issue()).toBeUndefined();
  });
});
