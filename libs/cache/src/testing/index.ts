export { BusNetwork, NetworkBus } from './bus-network.js';
export { cacheCommands, CacheModel, checkInterleavings, type ModelOptions } from './cache-model.js';
export { cacheContract, describeCache } from './cache-contract.js';
export { FakeClock, settled } from './fake-clock.js';
export { LinkedStore } from './linked-store.js';
export { memorySubject } from './memory-subject.js';
export { describeStore, entry, storeContract, type StoreSubject } from './store-contract.js';
export { TestSource } from './test-source.js';
export { LEASE_MS, TestProcess, TestWorld, TIMES, type CacheSubject } from './test-world.js';
