import { judgeOrder, type Fault } from './judge-order.js';

type Order = Parameters<typeof judgeOrder>[0];
type Stored = Parameters<typeof judgeOrder>[1];

const sum = { itemCount: 2, total: 100 };
const other = { itemCount: 1, total: 60 };
const nothing = { itemCount: 0, total: 0 };
const order = { ...sum, status: 'pending', itemsState: 'stored', approved: null } as Order;
const set = { ...sum, cancelled: false };
const stored = (over: Partial<Stored> = {}): Stored => ({ orderId: '', set, lines: sum, ...over });

describe(judgeOrder, () => {
  it('should find nothing wrong where all agree', () => {
    expect(judgeOrder(order, stored())).toBeUndefined();
    const waiting = { set: { ...set, approved: false } };
    expect(judgeOrder({ ...order, approved: false }, stored(waiting))).toBeUndefined();
    expect(
      judgeOrder({ ...order, approved: true }, stored({ set: { ...set, approved: true } })),
    ).toBeUndefined();
    const cancelled = { ...order, status: 'cancelled' as const };
    expect(judgeOrder(cancelled, stored({ set: { ...set, cancelled: true } }))).toBeUndefined();
  });

  it.each<[Fault, Partial<Order>, Partial<Stored>]>([
    ['lines_unconfirmed', { itemsState: 'pending' }, {}],
    ['lines_missing', { itemsState: 'pending' }, { set: null, lines: nothing }],
    ['lines_missing', {}, { set: null, lines: nothing }],
    ['set_missing', {}, { set: null }],
    ['set_differs', {}, { set: { ...other, cancelled: false } }],
    ['header_differs', other, {}],
    ['totals_disagree', {}, { lines: other }],
    ['totals_disagree', {}, { set: null, lines: other }],
    ['cancellation_lost', { status: 'cancelled' }, {}],
    ['approval_missed', { approved: false, status: 'confirmed' }, { set: { ...set, approved: false } }],
    ['approval_lost', { approved: true, status: 'confirmed' }, { set: { ...set, approved: false } }],
    ['cancellation_unfounded', {}, { set: { ...set, cancelled: true } }],
  ])('should call it %s', (fault, header, lines) => {
    expect(judgeOrder({ ...order, ...header }, stored(lines))).toBe(fault);
  });
});
