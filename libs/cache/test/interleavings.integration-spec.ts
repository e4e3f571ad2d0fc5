import { WritesFirst } from '../src/testing/broken-caches.js';
import { IgnoresMarks, StoresWhateverComes } from '../src/testing/broken-stores.js';
import { checkInterleavings } from '../src/testing/index.js';

const RUNS = 10_000;
const LIMIT_MS = 120_000;

/** Real: the cache. The store, the bus and the clock are in memory, so that every order of events can be had. */
describe(`${RUNS} interleavings of reads, fills, writes, losses and deaths`, () => {
  it(
    'should never show anything older than the bound, nor go back within a process',
    () => checkInterleavings(RUNS),
    LIMIT_MS,
  );

  it('should find a store that takes whatever comes', () => bites({ Store: StoresWhateverComes }), LIMIT_MS);

  it('should find a store that takes no marks', () => bites({ Store: IgnoresMarks }), LIMIT_MS);

  it(
    'should find a writer who writes first and marks then',
    () => bites({ make: (options) => new WritesFirst(options) }),
    LIMIT_MS,
  );
});

async function bites(broken: Parameters<typeof checkInterleavings>[1]): Promise<void> {
  await expect(checkInterleavings(RUNS, broken)).rejects.toThrow('Property failed');
}
