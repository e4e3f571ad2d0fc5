import type { Failure } from '../client/statistics.js';
import type { Fence } from '../stack.js';
import { Findings, type Finding } from './finding.js';

const LONGEST_MS = 1_000;

/** While buckets move, only a write in the fence may fail, and no fence lasts longer than a second. */
export function checkFences(fences: readonly Fence[], failures: readonly Failure[]): Finding[] {
  const findings = new Findings();
  for (const { ms } of fences) {
    findings.expect(ms <= LONGEST_MS, 'a fence is at most a second', 'fence', () => `${ms} ms`);
  }
  for (const failure of failures) {
    const inside = fences.some((fence) => failure.from < fence.to && fence.from < failure.to);
    const rule = 'no request fails outside a fence';
    findings.expect(inside, rule, String(failure.status ?? 'no answer'), () => {
      return `after ${Math.round(failure.to - failure.from)} ms`;
    });
  }
  return findings.all;
}
