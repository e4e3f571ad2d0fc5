/** The server's clock, the only one that counts for deadlines. Injected, so that a test can move it. */
export class Clock {
  /** Milliseconds since 1970. */
  now(): number {
    return Date.now();
  }
}
