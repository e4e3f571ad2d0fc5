import { BenchFailure } from '../failure.js';
import type { SectionResult } from '../run-section.js';
import type { BenchStack } from '../stack.js';

const COUNTER = 'tenfold_lane_answers_total';

/** Whether the response cache was to answer the requests of ours, or to let them by. */
export type ExpectedOfLane = 'answers' | 'lets-by';

/**
 * Counts from now on what the response cache of quiz answers by itself.
 * @returns a check for the end: it fails when the cache has done what the section is not about
 */
export async function watchLane(
  stack: BenchStack,
  expected: ExpectedOfLane,
): Promise<(result: SectionResult) => Promise<void>> {
  const before = await readLane(stack);
  return async ({ blocks }) => {
    // Whoever was measured last may have had it held still.
    stack.thaw('quiz');
    const answers = (await readLane(stack)) - before;
    const asked = blocks.reduce((sum, { contender, done }) => sum + (contender === 'ours' ? done : 0), 0);
    requireLane(expected, answers, asked);
  };
}

export function requireLane(expected: ExpectedOfLane, answers: number, asked: number): void {
  if (expected === 'lets-by' && answers > 0) {
    throw new BenchFailure(
      `The response cache has answered ${answers} requests that were to go past it: the route was not measured.`,
    );
  }
  if (expected === 'answers' && answers < asked) {
    throw new BenchFailure(
      `The response cache has answered ${answers} of at least ${asked} requests: it was not measured alone.`,
    );
  }
}

async function readLane(stack: BenchStack): Promise<number> {
  const response = await fetch(`${stack.healthUrl('quiz')}/metrics`);
  return parseCounter(await response.text());
}

/** The sum over all labels of a counter, in the text format of Prometheus. */
export function parseCounter(text: string): number {
  const values = [...text.matchAll(new RegExp(`^${COUNTER}(?:\\{[^}]*\\})? (\\S+)`, 'gm'))].map(([, value]) =>
    Number(value),
  );
  if (values.length === 0)
    throw new BenchFailure(`quiz exports no ${COUNTER}, so what answered is not known.`);
  return values.reduce((sum, value) => sum + value, 0);
}
