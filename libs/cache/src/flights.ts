import type { Served } from './local-level.js';

/** Reads under way: who comes while one for the same key is going on may wait for that one. */
export class Flights {
  private readonly flights = new Map<string, { began: number; served: Promise<Served> }>();

  /** @param onJoin called for each reader that waits for another one */
  constructor(private readonly onJoin: () => void = () => undefined) {}

  /** @param maxAge one that has been under way for this long may bring what was over before the new reader came */
  share(key: string, began: number, maxAge: number, start: () => Promise<Served>): Promise<Served> {
    const flight = this.flights.get(key);
    if (flight !== undefined && began < flight.began + maxAge) {
      this.onJoin();
      return flight.served;
    }
    const served = start();
    this.flights.set(key, { began, served });
    const landed = () => this.flights.get(key)?.served === served && this.flights.delete(key);
    served.then(landed, landed);
    return served;
  }

  /** Nobody joins the one under way: it may have begun before a change. */
  leave(key: string): void {
    this.flights.delete(key);
  }

  leaveAll(): void {
    this.flights.clear();
  }
}
