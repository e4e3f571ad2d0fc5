import { Findings, type Finding } from './finding.js';

/** Somebody has read a list of orders. */
export interface ListRead {
  readonly reader: string;
  /** When the question was asked. */
  readonly at: number;
  readonly seen: readonly string[];
}

/** An order that was acknowledged at that time. */
export interface Write {
  readonly id: string;
  readonly at: number;
}

/** @param writes of the reader, in the order in which they were acknowledged */
export function checkOwnWrites(writes: readonly Write[], reads: readonly ListRead[]): Finding[] {
  const findings = new Findings();
  for (const { reader, at, seen } of reads) {
    const known = new Set(seen);
    const missing = writes.filter((write) => write.at <= at && !known.has(write.id));
    const detail = (): string => `${missing.length} of his own orders are not in his list`;
    findings.expect(missing.length === 0, 'with his token a client sees what he wrote', reader, detail);
  }
  return findings.all;
}

/** How old an answer is: as old as the oldest write that it should have shown and did not. */
export function ageOf(writes: readonly Write[], { at, seen }: ListRead): number {
  const known = new Set(seen);
  const missing = writes.find((write) => write.at <= at && !known.has(write.id));
  return missing === undefined ? 0 : at - missing.at;
}

/** Without a token an answer may be old, and never older than the bound; and the next one of the same reader goes not back. */
export function checkBound(writes: readonly Write[], reads: readonly ListRead[], boundMs: number): Finding[] {
  const findings = new Findings();
  for (const read of reads) {
    const age = ageOf(writes, read);
    const detail = (): string => `${Math.round(age)} ms, and ${boundMs} ms are allowed`;
    findings.expect(
      age <= boundMs,
      'without a token an answer is not older than the bound',
      read.reader,
      detail,
    );
  }
  return findings.all;
}
