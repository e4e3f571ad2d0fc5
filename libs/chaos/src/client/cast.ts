import { bucketOf } from '@tenfold/ids';
import type { OrderOperation } from '../journal/records.js';
import type { Random } from '../random.js';

/** Everybody who takes part in one run. Their names belong to the run alone, so that its sums can be computed from its journal. */
export interface Cast {
  readonly run: string;
  readonly customers: readonly string[];
  readonly staff: readonly string[];
  /** Each takes the quiz once. */
  readonly learners: readonly string[];
  readonly skus: readonly string[];
}

/** More than a run takes quizzes: a learner has one attempt at a time, and two walks on one attempt would answer it differently. */
export const LEARNERS = 2_000;

/** Names that begin alike and lie in these buckets. */
export function namesIn(prefix: string, count: number, wanted: (bucket: number) => boolean): string[] {
  const names: string[] = [];
  for (let n = 1; names.length < count; n++) {
    const name = `${prefix}${n}`;
    if (wanted(bucketOf(name))) names.push(name);
  }
  return names;
}

const CURRENCIES = ['GBP', 'GBP', 'GBP', 'EUR'] as const;
const MAX_LINES = 30;

export function castOf(run: string): Cast {
  const names = (letter: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${run}-${letter}${index + 1}`);
  return {
    run,
    customers: names('c', 12),
    staff: names('s', 2),
    learners: names('l', LEARNERS),
    skus: names('sku', 40),
  };
}

/** Most orders are small and some are long; most are a customer's own, some are placed by staff, a few of those for guests. */
export function newOrder(cast: Cast, random: Random, key: string): OrderOperation {
  const own = ownOrder(cast, random, key);
  if (!random.chance(0.25)) return own;
  const caller = { subject: random.pick(cast.staff), role: 'staff' } as const;
  const customerId = random.chance(0.2) ? null : own.caller.subject;
  return { ...own, caller, body: { ...own.body, customerId } };
}

/** A customer's own: caller and order belong to one bucket. */
export function ownOrder(cast: Cast, random: Random, key: string): OrderOperation {
  const customer = random.pick(cast.customers);
  const count = random.chance(0.2) ? random.whole(1, MAX_LINES) : random.whole(1, 4);
  const lines = Array.from({ length: count }, () => newLine(cast, random));
  const body = { currency: random.pick(CURRENCIES), lines, metadata: { run: cast.run, key } };
  return { kind: 'order', key, caller: { subject: customer, role: 'customer' }, body };
}

/** Prices in whole pence: what a line comes to is then a product of integers, computed without the code under test. */
function newLine(cast: Cast, random: Random): OrderOperation['body']['lines'][number] {
  const sku = random.pick(cast.skus);
  const pence = random.whole(1, 5_000);
  const unitPrice = `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;
  return { sku, title: `Thing ${sku}`, quantity: random.whole(1, 9), unitPrice };
}

/** Whose order it is: that of the customer who sends it, unless it says something else. */
export function customerOf({ body, caller }: OrderOperation): string | null {
  return body.customerId === undefined ? caller.subject : body.customerId;
}
