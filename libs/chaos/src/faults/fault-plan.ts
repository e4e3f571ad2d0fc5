import type { Random } from '../random.js';
import { VICTIMS, type Victim } from '../stack.js';

export interface Fault {
  readonly kind: 'kill' | 'freeze';
  readonly victims: readonly Victim[];
  /** The instant: this long after the round has begun. */
  readonly waitMs: number;
  readonly downMs: number;
}

/** How often each is hit: what does the most work has the most states to be caught in. */
const WEIGHTS: Readonly<Record<Victim, number>> = {
  'shard-1': 2,
  'shard-2': 2,
  'shard-1-replica': 1,
  'shard-2-replica': 1,
  redis: 1,
  nats: 2,
  quiz: 2,
  orders: 4,
  'order-items': 3,
  gateway: 1,
};
const LOTS = VICTIMS.flatMap((victim) => Array<Victim>(WEIGHTS[victim]).fill(victim));

const FREEZES = 0.15;
const PAIRS = 0.2;
const FREEZE_MS = 1_000;

/** One round: who, when and for how long. The same for the same seed, whatever the stack does. */
export function planFault(random: Random): Fault {
  const kind = random.chance(FREEZES) ? 'freeze' : 'kill';
  const first = random.pick(LOTS);
  const second = random.chance(PAIRS) ? random.pick(LOTS) : first;
  // In this order they start again.
  const victims = VICTIMS.filter((victim) => victim === first || victim === second);
  const waitMs = random.whole(0, 1_200);
  const downMs = kind === 'freeze' ? FREEZE_MS : random.whole(0, 1_000);
  return { kind, victims, waitMs, downMs };
}
