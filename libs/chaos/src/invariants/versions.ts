import type { Finding } from './finding.js';

/** A version that its author was told of at this time, by the clock of this process. */
export interface PublishedVersion {
  readonly version: number;
  readonly at: number;
}

/** What a reader was shown who had asked at this time. */
export interface VersionRead {
  readonly reader: string;
  readonly at: number;
  readonly version: number;
}

/** The newest version that a reader who asks at `at` must be shown, if every one is seen within `boundMs`. */
export function leastVersion(published: readonly PublishedVersion[], at: number, boundMs: number): number {
  return Math.max(0, ...published.filter((one) => one.at + boundMs <= at).map(({ version }) => version));
}

/** A change is seen within the bound, and nobody who has seen it sees what was before it. */
export function checkVersions(
  published: readonly PublishedVersion[],
  reads: readonly VersionRead[],
  boundMs: number,
): Finding[] {
  const findings: Finding[] = [];
  for (const [reader, own] of Map.groupBy(reads, (read) => read.reader)) {
    let seen = 0;
    for (const { at, version } of own.toSorted((a, b) => a.at - b.at)) {
      const least = leastVersion(published, at, boundMs);
      if (version < least)
        findings.push({
          rule: 'a change is seen within the bound',
          subject: reader,
          detail: `version ${version}, not ${least}`,
        });
      if (version < seen)
        findings.push({
          rule: 'a version does not go back',
          subject: reader,
          detail: `${version} after ${seen}`,
        });
      seen = Math.max(seen, version);
    }
  }
  return findings;
}
