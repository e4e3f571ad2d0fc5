import type { OrderKind } from '@tenfold/contracts';
import { timeOfId } from '@tenfold/ids';
import type { ExactInteger } from '@tenfold/money';

/** What sums take from an order: all of it is fixed when it is placed, but for `approved` and `cancelled`. */
export interface OrderFact {
  readonly id: string;
  readonly kind: OrderKind;
  /** Null for a guest. */
  readonly customerId: string | null;
  readonly currency: string;
  readonly itemCount: number;
  readonly total: number;
  /** False for a return that nobody has approved: it is in no sum but `cancelled`. */
  readonly approved: boolean;
  readonly cancelled: boolean;
  /** Something has happened to it so lately that its events may be on their way. */
  readonly moving: boolean;
}

export interface Sums {
  readonly orders: number;
  readonly returns: number;
  readonly cancelled: number;
  readonly itemCount: ExactInteger;
  readonly total: ExactInteger;
}

/** Sums of one period. `owner` is a customer, or empty where a period has only one row per currency. */
export interface SumRow extends Sums {
  readonly owner: string;
  /** Its first day. */
  readonly period: string;
  readonly currency: string;
}

/** What one step of an order changes. */
export interface Change extends SumRow {
  readonly bucket: number;
  /** An order is placed once and cancelled at most once, whatever events say so and however often. */
  readonly messageId: string;
}

export const NAMES = ['orders', 'returns', 'cancelled', 'itemCount', 'total'] as const;

/** Where the sums of an order are kept; undefined where it has none. */
export type PlaceOf = (order: OrderFact) => Pick<Change, 'bucket' | 'owner' | 'period'> | undefined;

/**
 * What an order adds as it is now. The steps stand for themselves: whoever hears of a cancellation first adds and takes away at once,
 * and the news of the placing, when they come, change nothing. A return takes the step `placed` when it is approved.
 */
export function changesOf(order: OrderFact, placeOf: PlaceOf): Change[] {
  const place = placeOf(order);
  if (place === undefined) return [];
  const { id, kind, currency, itemCount, total, approved, cancelled } = order;
  const [orders, returns] = kind === 'sale' ? [1, 0] : [0, 1];
  const at = { ...place, currency };
  const placed = { ...at, messageId: `${id}:placed`, orders, returns, cancelled: 0, itemCount, total };
  if (!approved) {
    const nothing = { orders: 0, returns: 0, cancelled: 1, itemCount: 0, total: 0 };
    return cancelled ? [{ ...at, messageId: `${id}:cancelled`, ...nothing }] : [];
  }
  if (!cancelled) return [placed];
  const gone = { orders: -orders, returns: -returns, cancelled: 1, itemCount: -itemCount, total: -total };
  return [placed, { ...at, messageId: `${id}:cancelled`, ...gone }];
}

export function dayOf(id: string): string {
  return new Date(timeOfId(id)).toISOString().slice(0, 10);
}

export function monthOf(id: string): string {
  return `${dayOf(id).slice(0, 7)}-01`;
}

export function nameOf({ owner, period, currency }: Pick<SumRow, 'owner' | 'period' | 'currency'>): string {
  return JSON.stringify([owner, period, currency]);
}

export interface SumDifference {
  readonly counted: SumRow;
  readonly kept: SumRow;
}

/** Pairs that do not say the same. What one side does not know, is nothing. */
export function differing(counted: readonly SumRow[], kept: readonly SumRow[]): SumDifference[] {
  const byName = new Map(kept.map((row) => [nameOf(row), row]));
  const known = new Set(counted.map(nameOf));
  const pairs = [
    ...counted.map((row) => ({ counted: row, kept: byName.get(nameOf(row)) ?? nothing(row) })),
    ...kept.filter((row) => !known.has(nameOf(row))).map((row) => ({ counted: nothing(row), kept: row })),
  ];
  return pairs.filter((pair) => NAMES.some((name) => pair.counted[name] !== pair.kept[name]));
}

function nothing({ owner, period, currency }: SumRow): SumRow {
  return { owner, period, currency, orders: 0, returns: 0, cancelled: 0, itemCount: 0, total: 0 };
}
