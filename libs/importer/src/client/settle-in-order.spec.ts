import { SettleInOrder } from './settle-in-order.js';

describe(SettleInOrder, () => {
  it('should settle in the order of the start, however the work ends, and bound what runs', async () => {
    const settled: number[] = [];
    const settling = new SettleInOrder<number>(3, (result) => settled.push(result));
    let running = 0;
    let most = 0;
    for (let index = 0; index < 20; index += 1) {
      await settling.run(async () => {
        running += 1;
        most = Math.max(most, running);
        for (let turns = (index * 7) % 5; turns >= 0; turns -= 1) await Promise.resolve();
        running -= 1;
        return index;
      });
    }
    await settling.finish();
    expect(settled).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(most).toBeLessThanOrEqual(3);
  });

  it('should throw the first failure and settle nothing behind it', async () => {
    const settled: number[] = [];
    const settling = new SettleInOrder<number>(2, (result) => settled.push(result));
    await settling.run(async () => 0);
    await settling.run(async () => {
      throw new Error('lost');
    });
    await settling.run(async () => 2);
    await expect(settling.finish()).rejects.toThrow('lost');
    expect(settled).toEqual([0]);
  });
});
