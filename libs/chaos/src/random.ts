import { createHash } from 'node:crypto';

/** Numbers from 0 to 1, always the same for a seed. Whoever works beside others takes a fork: who is first changes nothing then. */
export class Random {
  private state: number;

  constructor(private readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** A sequence of its own that depends on the seed and the name alone. */
  fork(name: string): Random {
    return new Random(createHash('sha256').update(`${this.seed} ${name}`).digest().readUInt32BE());
  }

  /** Mulberry32: four lines, and good enough to choose victims. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.whole(0, items.length - 1)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}
