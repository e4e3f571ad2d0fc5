import type { Sample } from '../client/open-loop.js';
import { Findings, type Finding } from './finding.js';

/** A stretch of time in which the shard in question was up, dead or frozen. */
export interface Phase {
  readonly state: 'up' | 'dead' | 'frozen';
  readonly from: number;
  readonly to: number;
  /** Requests for customers of the other shard. */
  readonly others: readonly Sample[];
  /** Requests for customers of the shard that was hurt. */
  readonly own: readonly Sample[];
}

/** An answer that comes later than this is of no use any more. */
export const GOOD_MS = 2_000;
/** A frozen server closes nothing: so long it takes at most until everybody knows that it is away. */
const NOTICED_MS = 1_500;
/** From then on a refusal that is slower than this is none: the caller's own connections pile up meanwhile. */
const FAST_MS = 500;
const SHARE = 0.95;

export interface Goodput {
  readonly perRequest: number;
  readonly perSecond: number;
}

/** One of two shards is away: the customers of the other one notice nothing, and its own are told at once to come again. */
export function checkGoodput(phases: readonly Phase[]): Finding[] {
  const findings = new Findings();
  const up = goodput(phases.filter(({ state }) => state === 'up'));
  for (const state of ['dead', 'frozen'] as const) {
    const hurt = phases.filter((phase) => phase.state === state);
    if (hurt.length === 0) continue;
    const down = goodput(hurt);
    for (const unit of ['perRequest', 'perSecond'] as const) {
      const share = down[unit] / up[unit];
      const detail = (): string => `${(share * 100).toFixed(1)} % of the goodput ${unit}`;
      // Nothing to compare with is a broken measurement, not a good one.
      findings.expect(share >= SHARE, 'the other shard keeps 95 % of its goodput', state, detail);
    }
    checkRefusals(findings, state, hurt);
  }
  return findings.all;
}

export function goodput(phases: readonly Phase[]): Goodput {
  const samples = phases.flatMap(({ others }) => others);
  const good = samples.filter(isGood).length;
  const time = phases.reduce((sum, { from, to }) => sum + (to - from), 0) / 1_000;
  return { perRequest: good / samples.length, perSecond: good / time };
}

function isGood({ status, ms }: Sample): boolean {
  return status !== undefined && status < 300 && ms <= GOOD_MS;
}

function checkRefusals(findings: Findings, state: string, phases: readonly Phase[]): void {
  const failed = phases
    .flatMap(({ own }) => own)
    .filter(({ status }) => status === undefined || status >= 300);
  findings.expect(failed.length > 0, 'the shard was away', state, () => 'nobody was refused');
  const odd = failed.filter(({ status, retryAfter }) => status !== 503 || !retryAfter);
  const kinds = (): string => [...new Set(odd.map(({ status }) => status ?? 'no answer'))].join(', ');
  const rule = 'requests for a dead shard get 503 and Retry-After';
  findings.expect(odd.length === 0, rule, state, () => `${odd.length} of ${failed.length}: ${kinds()}`);
  const slow = phases.flatMap(({ from, own }) => own.filter((sample) => isSlow(sample, from)));
  const detail = (): string =>
    `${slow.length} of ${failed.length} took up to ${quantile(
      slow.map(({ ms }) => ms),
      1,
    )} ms`;
  findings.expect(slow.length <= failed.length * 0.05, 'requests for a dead shard fail fast', state, detail);
}

function isSlow({ startedAt, ms, status }: Sample, from: number): boolean {
  if (status !== undefined && status < 300) return false;
  return ms > (startedAt - from < NOTICED_MS ? NOTICED_MS : FAST_MS);
}

/** @param share 0.5 for the median */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
