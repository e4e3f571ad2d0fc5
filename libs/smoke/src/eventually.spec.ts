import { eventually } from './eventually.js';

describe(eventually, () => {
  it('should ask again until it holds', async () => {
    let asked = 0;
    const ask = async (): Promise<number> => {
      asked += 1;
      if (asked < 3) throw new Error('not yet');
      return asked;
    };
    expect(await eventually(ask, new AbortController().signal)).toBe(3);
  });

  it('should tell the last reason that was one, when the time is over', async () => {
    const time = new AbortController();
    let asked = 0;
    const ask = async (): Promise<never> => {
      asked += 1;
      if (asked === 3) {
        time.abort();
        throw new Error('aborted');
      }
      throw new Error(`not at time ${asked}`);
    };
    await expect(eventually(ask, time.signal)).rejects.toThrow('not at time 2');
  });

  it('should ask once even when the time is over before', async () => {
    const ask = async (): Promise<never> => {
      throw new Error('too late');
    };
    await expect(eventually(ask, AbortSignal.abort())).rejects.toThrow('too late');
  });
});
