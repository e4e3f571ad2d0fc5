/**
 * Whether a reader should refresh an entry before it ends, so that not all of them find it ended at once. The chance rises towards
 * the end, and earlier where a load is dear: XFetch (Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede
 * Prevention, VLDB 2015), with its beta of 1.
 * @param random in [0, 1)
 */
export function refreshesEarly(fillMs: number, leftMs: number, random: number): boolean {
  return -fillMs * Math.log(1 - random) >= leftMs;
}

/** Lifetimes are spread by ±10 %, so that what was made together does not end together. */
export function jittered(ms: number, random: number): number {
  return ms * (0.9 + 0.2 * random);
}
