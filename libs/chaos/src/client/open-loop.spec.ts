import { OpenLoop } from './open-loop.js';

describe(OpenLoop, () => {
  it('should ask on, whether or not it is answered, and count what there was no room for', async () => {
    let answer: () => void = () => undefined;
    const silence = new Promise<undefined>((resolve) => (answer = () => resolve(undefined)));
    let asked = 0;
    const loop: OpenLoop = new OpenLoop(10_000, 3, () => {
      asked += 1;
      return silence;
    });
    loop.start();
    // No room for these: they are samples at once.
    while (loop.samples.length < 5) await new Promise(setImmediate);
    answer();
    await loop.stop();
    expect(asked).toBeGreaterThanOrEqual(3);
    expect(loop.samples.slice(0, 5)).toEqual(
      Array(5).fill({ startedAt: expect.any(Number), ms: 0, status: undefined, retryAfter: false }),
    );
  });

  it('should space what is due evenly', async () => {
    const loop = new OpenLoop(1_000, 10, () => Promise.resolve(undefined));
    loop.start();
    while (loop.samples.length < 4) await new Promise(setImmediate);
    await loop.stop();
    const [first = 0, ...rest] = loop.samples.map(({ startedAt }) => startedAt);
    expect(rest.slice(0, 3).map((at) => Math.round(at - first))).toEqual([1, 2, 3]);
  });
});
