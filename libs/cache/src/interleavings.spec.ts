import { WritesFirst } from './testing/broken-caches.js';
import { DeletesOnWrite, StoresWhateverComes } from './testing/broken-stores.js';
import { checkInterleavings } from './testing/cache-model.js';

describe('10,000 interleavings of reads, fills, writes, losses and deaths', () => {
  it('should never show anything older than the bound, nor go back within a process', async () => {
    await checkInterleavings(10_000);
  }, 240_000);

  it.each([
    ['a store that takes whatever comes', { Store: StoresWhateverComes }],
    ['a writer who deletes', { Store: DeletesOnWrite }],
    [
      'a writer who writes first and marks then',
      { make: (options: ConstructorParameters<typeof WritesFirst>[0]) => new WritesFirst(options) },
    ],
  ])(
    'should find out %s',
    async (_words, options) => {
      await expect(checkInterleavings(10_000, options)).rejects.toThrow('Property failed');
    },
    240_000,
  );
});
