import { randomInt } from 'node:crypto';
import { SCENARIOS } from '@tenfold/chaos';
import type { Profile } from '../stack/profile.js';
import { startStack } from '../stack/stack.js';
import { runScenario } from './run-scenario.js';

/** Every scenario with as many rounds as a test run has time for, and a seed of its own; all of them, even when one fails. */
export async function runShortForms(profile: Profile): Promise<boolean> {
  let passed = true;
  for (const [name, { shortRounds: rounds }] of Object.entries(SCENARIOS)) {
    const held = await runScenario(profile, { name, rounds, seed: randomInt(1, 1_000_000) });
    // What one has left dead must not be what the next one is judged by.
    if (!held) await startStack(profile);
    passed &&= held;
  }
  return passed;
}
