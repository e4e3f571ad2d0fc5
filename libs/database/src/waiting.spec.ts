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
