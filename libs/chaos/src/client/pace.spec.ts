import { Pace } from './pace.js';

describe(Pace, () => {
  it('should say whether something that was due before a time is still open', async () => {
    let end: () => void = () => undefined;
    const open = new Promise<void>((resolve) => (end = resolve));
    const begun: number[] = [];
    const pace = new Pace(
      1_000,
      1,
      (_n, due) => {
        begun.push(due);
        return open;
      },
      () => undefined,
    );
    pace.start();
    while (begun.length === 0) await new Promise(setImmediate);
    const [due = 0] = begun;
    expect([pace.isBusySince(due), pace.isBusySince(due + 1)]).toEqual([false, true]);
    end();
    await pace.stop();
    expect(pace.isBusySince(Infinity)).toBe(false);
  });

  it('should tell who stops it what went wrong', async () => {
    let begun = 0;
    const pace = new Pace(
      1_000,
      10,
      () => {
        begun += 1;
        return Promise.reject(new Error('the disk is full'));
      },
      () => undefined,
    );
    pace.start();
    while (begun === 0) await new Promise(setImmediate);
    await expect(pace.stop()).rejects.toThrow('the disk is full');
  });
});
