/** The same seed gives the same order for ever: an attempt that is resumed looks as it was left. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = generator(seed);
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** A seed of its own for each question, so that two questions are not shuffled alike. FNV-1a over the salt. */
export function seedFor(seed: number, salt: string): number {
  let hash = seed ^ 0x811c9dc5;
  for (let index = 0; index < salt.length; index += 1) {
    hash = Math.imul(hash ^ salt.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}

/** mulberry32: 32 bits of state, even enough for layouts. Fixed for ever, stored seeds depend on it. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
