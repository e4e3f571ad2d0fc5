import type { Finding } from '../invariants/finding.js';
import type { Stack } from '../stack.js';

export interface ScenarioOptions {
  readonly rounds: number;
  readonly seed: number;
}

export interface Verdict {
  /** What was measured, for people: a label and a value. */
  readonly report: readonly (readonly [string, string])[];
  readonly findings: readonly Finding[];
}

export interface Scenario {
  readonly summary: string;
  /** What a round is. */
  readonly round: string;
  readonly rounds: number;
  /** In `./tenfold test`. */
  readonly shortRounds: number;
  run(stack: Stack, options: ScenarioOptions, tell: (line: string) => void): Promise<Verdict>;
}

/** Everything that a run writes begins with its name, so that two runs on one stack do not meet. */
export function nameOfRun(seed: number): string {
  return `chaos${seed}x${Date.now().toString(36)}`;
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
