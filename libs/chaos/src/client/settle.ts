import { setTimeout as delay } from 'node:timers/promises';
import type { Deed, History } from '../journal/history.js';
import type { Operation, Refused } from '../journal/records.js';
import type { Client, Outcome } from './client.js';

const AT_ONCE = 8;
/** Longer than a request owns its key (5 s), and than a service takes to find its stores again. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 250;

export interface Settlement {
  readonly settled: number;
  readonly unsettled: readonly string[];
}

/** Asks again for everything that nobody knows about, until it is known; then asks for every key once more. */
export async function settle(client: Client, history: History): Promise<Settlement> {
  const open = unknowns(history);
  const unsettled: string[] = [];
  await inParallel(open, async ({ operation }) => {
    if (!(await ask(client, operation))) unsettled.push(JSON.stringify(operation).slice(0, 200));
  });
  const settled = open.length - unsettled.length;
  await inParallel(history.orders, async ({ operation }) => {
    if (!(await ask(client, operation))) unsettled.push(`replay of ${operation.key}`);
  });
  return { settled, unsettled };
}

/** An answer that was saved or not saved makes no difference once its attempt has ended. */
function unknowns(history: History): Deed[] {
  const { orders, cancels, attempts, submits } = history;
  return [...orders, ...cancels, ...attempts, ...submits].filter((deed) => !isKnown(deed));
}

function isKnown({ operation, acks, refusals }: Deed): boolean {
  return acks.length > 0 || (operation.kind === 'cancel' && refusals.some(isCancelledAlready));
}

async function ask(client: Client, operation: Operation): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  do {
    const outcome = await client.perform(operation);
    if (outcome.kind === 'acked' || (operation.kind === 'cancel' && isCancelledAlready(outcome))) return true;
    if (isFinal(outcome)) return false;
    await delay(AGAIN_MS);
  } while (performance.now() < deadline);
  return false;
}

function isCancelledAlready(outcome: Outcome | Refused): boolean {
  return 'code' in outcome && outcome.code === 'illegal_transition';
}

function isFinal(outcome: Outcome): boolean {
  return outcome.kind === 'refused' && outcome.status < 500 && ![408, 409, 425, 429].includes(outcome.status);
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
