/** Buckets that are gone through at once: what one statement reads is bounded, and the way round has 64 steps. */
export const SLICE = 64;
