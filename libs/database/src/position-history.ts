import type { WalPosition } from './wal-position.js';

interface Sample {
  /** Just before the question was sent: what was committed by then, the position covers. */
  readonly atMs: number;
  readonly position: WalPosition;
}

/**
 * Where the primary was, for as long back as a bounded read may look. A server that has replayed the position of a moment shows
 * everything that was committed by then. So an idle primary is no lag, and no clock but our own is involved.
 */
export class PositionHistory {
  private samples: Sample[] = [];

  constructor(private readonly windowMs: number) {}

  add(atMs: number, position: WalPosition): void {
    this.samples.push({ atMs, position });
    const old = this.samples.findIndex((sample) => sample.atMs >= atMs - this.windowMs);
    if (old > 0) this.samples.splice(0, old);
  }

  /** @returns what a server must have replayed to be at most `ageMs` old; undefined when nobody has asked the primary since */
  requiredAt(nowMs: number, ageMs: number): WalPosition | undefined {
    // From the end: of a long past, a read looks at the last moment only.
    const before = this.samples.findLastIndex(({ atMs }) => atMs < nowMs - ageMs);
    return this.samples[before + 1]?.position;
  }

  /** @returns how old, at most, the data of a server is that has replayed this much; undefined when that is beyond the window */
  ageOf(position: WalPosition, nowMs: number): number | undefined {
    const seen = this.samples.findLast((sample) => sample.position <= position);
    // What the primary said after the moment that is asked for is no reason for less than nothing.
    return seen === undefined ? undefined : Math.max(0, nowMs - seen.atMs);
  }
}
