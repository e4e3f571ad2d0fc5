import { jest } from '@jest/globals';
import { Waiting } from './waiting.js';

describe(Waiting, () => {
  it('should settle as the work does', async () => {
    const waiting = new Waiting();
    await expect(waiting.unlessLost(Promise.resolve(1))).resolves.toBe(1);
    await expect(waiting.unlessLost(Promise.reject(new Error('work')))).rejects.toThrow('work');
  });

  it('should let go everybody who waits, and nobody who comes later', async () => {
    const waiting = new Waiting();
    const late = Promise.withResolvers<number>();
    await waiting.unlessLost(Promise.resolve(0));
    const both = [waiting.unlessLost(late.promise), waiting.unlessLost(late.promise)];
    waiting.letGo(new Error('lost'));
    const after = waiting.unlessLost(late.promise);
    late.resolve(2);
    for (const one of both) await expect(one).rejects.toThrow('lost');
    await expect(after).resolves.toBe(2);
  });

  it('should hear an error of work that was given up', async () => {
    const waiting = new Waiting();
    const work = Promise.withResolvers<number>();
    const given = waiting.unlessLost(work.promise);
    waiting.letGo(new Error('lost'));
    work.reject(new Error('too late'));
    await expect(given).rejects.toThrow('lost');
  });
});

describe('doubt of a server', () => {
  let doubts: number;
  const waiting = () => new Waiting(() => (doubts += 1));
  const later = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    doubts = 0;
    jest.useFakeTimers();
  });
  afterEach(() => jest.useRealTimers());

  it('should come again and again while somebody waits for long, and end with the answer', async () => {
    const late = Promise.withResolvers<number>();
    const answer = waiting().unlessLost(late.promise);
    await later(1_000);
    expect(doubts).toBeGreaterThan(5);
    late.resolve(1);
    await answer;
    await later(100);
    const before = doubts;
    await later(60_000);
    expect(doubts).toBe(before);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('should not come from answers that are quick, however many there are', async () => {
    const one = waiting();
    for (let n = 0; n < 100; n += 1) {
      await one.unlessLost(Promise.resolve(n));
      await later(10);
    }
    expect(doubts).toBe(0);
  });

  it('should come at once when a connection fails, and not from what a server says of a statement', async () => {
    const one = waiting();
    const refused = Object.assign(new Error('duplicate key'), { severity: 'ERROR', code: '23505' });
    await expect(one.unlessLost(Promise.reject(refused))).rejects.toThrow('duplicate key');
    expect(doubts).toBe(0);
    await expect(one.unlessLost(Promise.reject(new Error('ECONNRESET')))).rejects.toThrow('ECONNRESET');
    expect(doubts).toBe(1);
  });
});
