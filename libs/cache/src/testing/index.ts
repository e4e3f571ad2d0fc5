export { BusNetwork, NetworkBus } from './bus-network.js';
export { FakeClock, settled } from './fake-clock.js';
export { describeStore, entry, storeContract, type StoreSubject } from './store-contract.js';
