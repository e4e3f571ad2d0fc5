import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '../stack.js';
import type { Fault } from './fault-plan.js';

/** Does what was planned, and leaves everything running. */
export async function inflict(stack: Stack, { kind, victims, waitMs, downMs }: Fault): Promise<void> {
  await delay(waitMs);
  if (kind === 'freeze') {
    for (const victim of victims) stack.freeze(victim);
    await delay(downMs);
    for (const victim of victims) stack.thaw(victim);
    return;
  }
  await Promise.all(victims.map((victim) => stack.kill(victim)));
  await delay(downMs);
  for (const victim of victims) await stack.start(victim);
}
