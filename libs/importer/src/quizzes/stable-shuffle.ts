import { createHash } from 'node:crypto';

/** The same items and key always give the same order, and the order tells nothing about the places before. */
export function stableShuffle<T>(items: readonly T[], key: string): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const chosen = createHash('sha256').update(`${last}\0${key}`).digest().readUInt32BE(0) % (last + 1);
    [shuffled[last], shuffled[chosen]] = [shuffled[chosen] as T, shuffled[last] as T];
  }
  return shuffled;
}
