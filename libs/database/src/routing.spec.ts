import { jest } from '@jest/globals';
import { untilOwned } from './routing.js';
import { NotOwner } from './shard-errors.js';

const LONGER_THAN_ANYBODY_WAITS_MS = 60_000;

describe(untilOwned.name, () => {
  let now = 0;

  beforeEach(() => {
    jest.spyOn(performance, 'now').mockImplementation(() => now);
  });

  afterEach(() => jest.restoreAllMocks());

  it('should ask again after a refusal, however long the refused attempt took', async () => {
    const attempts: number[] = [];
    const answer = untilOwned(() => {
      now += LONGER_THAN_ANYBODY_WAITS_MS;
      attempts.push(now);
      return attempts.length === 1 ? Promise.reject(new NotOwner('shard-1')) : Promise.resolve('mine');
    });
    await expect(answer).resolves.toBe('mine');
    expect(attempts).toHaveLength(2);
  });

  it('should give up when it is refused for too long', async () => {
    const answer = untilOwned(() => {
      now += LONGER_THAN_ANYBODY_WAITS_MS;
      return Promise.reject(new NotOwner('shard-1'));
    });
    await expect(answer).rejects.toBeInstanceOf(NotOwner);
  });

  it('should pass on at once what is no refusal', async () => {
    await expect(untilOwned(() => Promise.reject(new Error('other')))).rejects.toThrow('other');
  });
});
