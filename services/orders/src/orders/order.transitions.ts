import type { OrderKind } from '@tenfold/contracts';
import { AppError } from '@tenfold/errors';

export const ORDER_STATUSES = [
  'pending',
  'confirmed',
  'picking',
  'shipped',
  'delivered',
  'closed',
  'cancelled',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

type Table = Readonly<Record<OrderStatus, readonly OrderStatus[]>>;

/**
 * What may follow what. A return goes the other way round: confirmed is approved, shipped is on its way back, delivered has
 * arrived, closed is settled; there is nothing to pick.
 */
export const TRANSITIONS: Readonly<Record<OrderKind, Table>> = {
  sale: {
    pending: ['confirmed', 'cancelled'],
    confirmed: ['picking', 'cancelled'],
    picking: ['shipped', 'cancelled'],
    shipped: ['delivered'],
    delivered: ['closed'],
    closed: [],
    cancelled: [],
  },
  return: {
    pending: ['confirmed', 'cancelled'],
    confirmed: ['shipped', 'delivered', 'cancelled'],
    picking: [],
    shipped: ['delivered'],
    delivered: ['closed'],
    closed: [],
    cancelled: [],
  },
};

/** Before anybody has touched the goods a customer may change his mind; afterwards he has to ask. */
const CUSTOMER_MAY_CANCEL: readonly OrderStatus[] = ['pending', 'confirmed'];

/** What a customer can send back has reached him. */
export const RETURNABLE: readonly OrderStatus[] = ['delivered', 'closed'];

export function allowedTransitions(kind: OrderKind, from: OrderStatus): readonly OrderStatus[] {
  return TRANSITIONS[kind][from];
}

/** @throws illegal_transition that names what would be allowed */
export function assertTransition(kind: OrderKind, from: OrderStatus, to: OrderStatus): void {
  const allowed = allowedTransitions(kind, from);
  if (!allowed.includes(to)) throw illegalTransition(from, to, allowed);
}

/** @throws illegal_transition when this caller may not cancel any more */
export function assertCancellable(kind: OrderKind, from: OrderStatus, byStaff: boolean): void {
  assertTransition(kind, from, 'cancelled');
  if (byStaff || CUSTOMER_MAY_CANCEL.includes(from)) return;
  // Nothing that the customer himself could do instead: the transitions are the staff's.
  throw illegalTransition(from, 'cancelled', []);
}

function illegalTransition(from: OrderStatus, to: OrderStatus, allowed: readonly OrderStatus[]): AppError {
  return new AppError('illegal_transition', {
    detail:
      allowed.length === 0
        ? `an order that is ${from} cannot become ${to}; there is nothing it can become`
        : `an order that is ${from} cannot become ${to}; it can become ${allowed.join(' or ')}`,
    meta: { from, to, allowed },
  });
}
