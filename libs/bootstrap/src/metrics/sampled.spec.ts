import { Sampled } from './sampled.js';

describe(Sampled, () => {
  const store = (name: string, value: number | Error) => ({ name, value });
  let now = 0;
  let sampled: Sampled<number>;

  beforeEach(() => {
    now = 0;
    sampled = new Sampled(10_000, () => now);
  });

  const sample = (...stores: ReturnType<typeof store>[]): Promise<void> =>
    sampled.sample(
      stores,
      ({ name }) => name,
      async ({ value }) => {
        if (value instanceof Error) throw value;
        return value;
      },
    );

  it('should show what those that answer have said, whatever becomes of the others', async () => {
    await sample(store('one', 1), store('two', new Error('away')));
    expect(sampled.entries()).toEqual([['one', 1]]);
    await sample(store('one', new Error('away')), store('two', 2));
    expect(sampled.entries()).toEqual([
      ['one', 1],
      ['two', 2],
    ]);
  });

  it('should show nothing of a store that has been away for three rounds', async () => {
    await sample(store('one', 1), store('two', 2));
    now = 20_000;
    await sample(store('one', 3), store('two', new Error('away')));
    now = 30_001;
    expect(sampled.entries()).toEqual([['one', 3]]);
  });
});
