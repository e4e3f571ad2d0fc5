import type { BusListener, Change, InvalidationBus } from '../invalidation-bus.js';

interface Delivery {
  readonly to: NetworkBus;
  readonly change: Change;
}

/** The wire between the buses of several processes: messages arrive at once, or when and if a test wants them to. */
export class BusNetwork {
  readonly buses = new Set<NetworkBus>();
  holding = false;
  pending: Delivery[] = [];

  /** The bus of one more process. */
  join(): NetworkBus {
    const bus = new NetworkBus(this);
    this.buses.add(bus);
    return bus;
  }

  send(change: Change): void {
    for (const to of this.buses) {
      if (!to.connected) continue;
      if (this.holding) this.pending.push({ to, change });
      else to.deliver(change);
    }
  }

  /** Any of those on their way: they need not come in order. */
  deliver(index: number): void {
    const [delivery] = this.pending.splice(index % Math.max(1, this.pending.length), 1);
    delivery?.to.deliver(delivery.change);
  }

  lose(index: number): void {
    this.pending.splice(index % Math.max(1, this.pending.length), 1);
  }
}

export class NetworkBus implements InvalidationBus {
  connected = true;
  private readonly listeners: BusListener[] = [];

  constructor(private readonly network: BusNetwork) {}

  publish(change: Change): void {
    if (this.connected) this.network.send(change);
  }

  subscribe(listener: BusListener): void {
    this.listeners.push(listener);
  }

  deliver(change: Change): void {
    if (this.connected) this.listeners.forEach((listener) => listener.changed(change));
  }

  cut(): void {
    this.connected = false;
    this.listeners.forEach((listener) => listener.lost());
  }

  mend(): void {
    this.connected = true;
  }

  /** Its process is gone. */
  leave(): void {
    this.connected = false;
    this.network.buses.delete(this);
  }
}
