import type { OrderKind } from '@tenfold/contracts';
import { AppError } from '@tenfold/errors';
import {
  allowedTransitions,
  assertCancellable,
  assertTransition,
  ORDER_STATUSES,
  TRANSITIONS,
  type OrderStatus,
} from './order.transitions.js';

const KINDS: readonly OrderKind[] = ['sale', 'return'];
const EVERY_STEP = KINDS.flatMap((kind) =>
  ORDER_STATUSES.flatMap((from) => ORDER_STATUSES.map((to) => ({ kind, from, to }))),
);

/** Written down a second time on purpose: a slip in the table must not pass because the test reads the table. */
const LEGAL: readonly string[] = [
  'sale pending confirmed',
  'sale pending cancelled',
  'sale confirmed picking',
  'sale confirmed cancelled',
  'sale picking shipped',
  'sale picking cancelled',
  'sale shipped delivered',
  'sale delivered closed',
  'return pending confirmed',
  'return pending cancelled',
  'return confirmed shipped',
  'return confirmed delivered',
  'return confirmed cancelled',
  'return shipped delivered',
  'return delivered closed',
];

function refusal(attempt: () => void): AppError | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error as AppError;
  }
}

describe('assertTransition', () => {
  it.each(EVERY_STEP)('should judge a $kind going from $from to $to', ({ kind, from, to }) => {
    const error = refusal(() => assertTransition(kind, from, to));
    if (LEGAL.includes(`${kind} ${from} ${to}`)) {
      expect(error).toBeUndefined();
    } else {
      expect(error).toMatchObject({
        code: 'illegal_transition',
        status: 409,
        meta: { from, to, allowed: allowedTransitions(kind, from) },
      });
    }
  });
});

describe('TRANSITIONS', () => {
  it.each(KINDS)('should lead a %s from pending to an end, whichever way it goes', (kind) => {
    const reached = new Set<OrderStatus>();
    const visit = (status: OrderStatus, path: readonly OrderStatus[]): void => {
      expect(path).not.toContain(status);
      reached.add(status);
      for (const next of TRANSITIONS[kind][status]) visit(next, [...path, status]);
    };
    visit('pending', []);
    const ends = [...reached].filter((status) => TRANSITIONS[kind][status].length === 0);
    expect(ends.toSorted()).toEqual(['cancelled', 'closed']);
  });
});

describe('assertCancellable', () => {
  it('should let a customer cancel until the goods are touched', () => {
    const may = ORDER_STATUSES.filter((from) => !refusal(() => assertCancellable('sale', from, false)));
    expect(may).toEqual(['pending', 'confirmed']);
  });

  it('should let staff cancel until the goods have left', () => {
    const may = ORDER_STATUSES.filter((from) => !refusal(() => assertCancellable('sale', from, true)));
    expect(may).toEqual(['pending', 'confirmed', 'picking']);
  });
});
