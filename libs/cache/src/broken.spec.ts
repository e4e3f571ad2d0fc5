import { brokenPromises } from '@tenfold/testing';
import type { Cache } from './cache.js';
import type { CacheOptions } from './cache-options.js';
import { MemoryStore } from './memory-store.js';
import * as caches from './testing/broken-caches.js';
import * as stores from './testing/broken-stores.js';
import { cacheContract, FakeClock, memorySubject, storeContract } from './testing/index.js';

type StoreClass = new (...args: ConstructorParameters<typeof MemoryStore>) => MemoryStore;

describe('the contract of a store', () => {
  const broken = (Store: StoreClass) => {
    const clock = new FakeClock();
    const subject = {
      store: new Store(2 ** 26, clock),
      prefix: 'test:',
      pass: (ms: number) => clock.pass(ms),
    };
    return brokenPromises(storeContract, subject);
  };

  it('should be kept by one that is not broken', async () => {
    expect(await broken(MemoryStore)).toEqual([]);
  });

  it.each<[StoreClass, string]>([
    [stores.StoresWhateverComes, 'refuse a fill without its lease'],
    [stores.StoresOlderVersions, 'refuse a version that is older than the one that is there'],
    [stores.DeletesOnWrite, 'bring no older version back after a tombstone'],
    [stores.LeasesOutliveChanges, 'let nobody fill what is being changed, whenever he began'],
    [stores.IgnoresMarks, 'let nobody fill what is being changed, whenever he began'],
    [stores.OneMarkForAll, 'wait for every writer of several'],
    [stores.LeasesToEverybody, 'let one at a time fill'],
    [stores.MarksAreNotShown, 'show what is being changed as suspect, until it is filled again'],
    [stores.NothingEverEnds, 'give back what was filled, byte for byte, and the time that it has left'],
  ])('should not be kept by %p', async (Store, promise) => {
    expect(await broken(Store)).toContain(promise);
  });
});

describe('the contract of a cache', () => {
  // A case that waits for what a broken one never does must end all the same.
  const broken = async (Broken: new (options: CacheOptions) => Cache, promise: string) => {
    const cases = cacheContract.filter((one) => one.promise === promise);
    expect(cases).toHaveLength(1);
    return brokenPromises(cases, memorySubject({ make: (options) => new Broken(options) }));
  };

  it.each<[new (options: CacheOptions) => Cache, string]>([
    [caches.SharesNothing, 'look for a thing and load it once for all readers in a process'],
    [caches.KeepsFailures, 'keep no failed load'],
    [caches.KeepsForNoTime, 'answer from the process for its lifetime, and from the store after'],
    [caches.TrustsTheSilence, 'say until when an answer may be repeated'],
    [caches.TellsNobody, 'show a change at once where it is made, and elsewhere when told'],
    [caches.KeepsForTooLong, 'show a change within the local lifetime though nobody tells of it'],
    [caches.WritesFirst, 'show a change though its writer died before he could tell'],
    [caches.TrustsTheSilence, 'keep nothing that can change while the bus is away'],
    [caches.ForgetsWhatIsNotThere, 'keep that there is no such thing, until there is'],
    [caches.NeverStale, 'answer with what is over when it cannot be loaded, up to the bound'],
    [caches.StaleForEver, 'answer with what is over when it cannot be loaded, up to the bound'],
    [caches.NeverReadsPast, 'show who has changed something what he has changed'],
    [caches.NeverOff, 'keep nothing while it is off, and be empty when it is on again'],
    [caches.WaitsForEver, 'wait for one lease at most when the process that fills has died'],
    [
      caches.LoadsWithoutLimit,
      'load so many at a time while the store is away, and refuse what would wait too long',
    ],
    [caches.HasNoBudget, 'keep no more bytes in the process than its budget'],
  ])('should not be kept by %p: %s', async (Broken, promise) => {
    expect(await broken(Broken, promise)).toEqual([promise]);
  });

  it.each<[StoreClass, string]>([
    [stores.LeasesToEverybody, 'load a thing once or twice for all processes'],
    [stores.StoresWhateverComes, 'store nothing that was loaded before a change'],
    [stores.IgnoresMarks, 'show a change though its writer died before he could tell'],
  ])('should not be kept over %p: %s', async (Store, promise) => {
    const cases = cacheContract.filter((one) => one.promise === promise);
    const subject = memorySubject();
    expect(await brokenPromises(cases, { ...subject, store: new Store(2 ** 26, subject.clock) })).toEqual([
      promise,
    ]);
  });
});
