import { addUp } from '@tenfold/database';
import type { ExactInteger } from '@tenfold/money';

/** What products are counted by. */
export const SALES = [
  'soldQuantity',
  'returnedQuantity',
  'orders',
  'returns',
  'revenue',
  'returned',
] as const;

/** Orders and returns are counted, the others are sums. */
export type Sales = Readonly<Record<Exclude<(typeof SALES)[number], 'orders' | 'returns'>, ExactInteger>> & {
  readonly orders: number;
  readonly returns: number;
};

type Counted = Sales & {
  readonly title: string;
  readonly isCharge: boolean;
};

/** Each shard has a part of each product: sums are added, of titles the last in the order of bytes stays, one charge makes a charge. */
export function mergeSales<T extends Counted>(rows: readonly T[], keys: readonly (keyof T)[]): T[] {
  const nameOf = (row: T): string => JSON.stringify(keys.map((key) => row[key]));
  const words = new Map<string, Pick<Counted, 'title' | 'isCharge'>>();
  for (const row of rows) {
    const { title = '', isCharge = false } = words.get(nameOf(row)) ?? {};
    words.set(nameOf(row), {
      title: row.title > title ? row.title : title,
      isCharge: isCharge || row.isCharge,
    });
  }
  return addUp<T>(rows, keys, SALES as never).map((row) => ({ ...row, ...words.get(nameOf(row)) }));
}
