import { Injectable } from '@nestjs/common';
import type { StoredLines } from '@tenfold/contracts';
import { together, type Comparison, type Difference } from '@tenfold/delivery';
import { firstIdSince } from '@tenfold/ids';
import { CONFIRMED_AFTER_MS } from '../products/confirmation.service.js';
import { SALES } from '../products/merge-sales.js';
import {
  ReconcileRepository,
  type Month,
  type ProductSums,
  type SetIdentity,
} from './reconcile.repository.js';

/** Products that are looked at a second time, closely. Where more are wrong, the next comparison finds the rest. */
const CLOSER = 200;

/** Sums that are mended side by side: after a release with new ones, all of them are. */
const AT_ONCE = 8;

/**
 * Compares the sales of products with the lines that they are sums of. These lie on different shards and follow one another by
 * messages, so a product counts only while no event that names it is in flight: events stay in the outbox until all their
 * products have counted them.
 */
@Injectable()
export class ReconcileService {
  constructor(private readonly repository: ReconcileRepository) {}

  describe(orderIds: readonly string[]): Promise<StoredLines[]> {
    return this.repository.describe(orderIds);
  }

  mendSet(set: SetIdentity): Promise<boolean> {
    return this.repository.mendSet(set);
  }

  /**
   * @param monthMs any time in the month
   * @param closer how many products may be looked at closely
   */
  async products(monthMs: number, repair: boolean, closer = CLOSER): Promise<Comparison> {
    const month = monthAt(monthMs);
    // Of what lies before it the sums know more than the lines. A product's shard need not have lines of every month that others have.
    const oldest = await this.repository.oldestMonth();
    if (oldest === undefined || month.first < oldest) return together([]);
    const [counted, kept] = await Promise.all([
      this.repository.counted(month, null),
      this.repository.kept(month, null),
    ]);
    const suspects = differing(counted, kept).slice(0, closer);
    const compared = { 'months and days of products': new Set([...counted, ...kept].map(nameOf)).size };
    if (suspects.length === 0) return { compared, differences: [] };
    const skus = [...new Set(suspects.map(([one]) => one.sku))];
    const differences: Difference[] = [];
    const wrong = await this.lookCloser(month, skus);
    for (let first = 0; first < wrong.length; first += AT_ONCE) {
      const some = wrong.slice(first, first + AT_ONCE);
      const settled = await Promise.all(some.map((pair) => this.settle(month, pair, repair)));
      differences.push(...settled.flat());
    }
    return { compared, differences };
  }

  private async settle(
    month: Month,
    [lines, sums]: [ProductSums, ProductSums],
    repair: boolean,
  ): Promise<Difference[]> {
    if (!repair) return [differenceOf(lines, sums, 'open')];
    // Not mended: somebody has changed it meanwhile, and so it was not what it seemed.
    if (!(await this.repository.mendProduct(month, lines, sums))) return [];
    return [differenceOf(lines, sums, 'mended')];
  }

  /**
   * What is in flight before or after is left out. An event that came in between is in flight afterwards still: it stays in the
   * outbox for longer than this may take.
   */
  private async lookCloser(month: Month, skus: readonly string[]): Promise<[ProductSums, ProductSums][]> {
    const begun = performance.now();
    const before = await this.repository.inFlight(skus);
    const counted = await this.repository.counted(month, skus);
    const kept = await this.repository.kept(month, skus);
    const after = await this.repository.inFlight(skus);
    if (performance.now() - begun > CONFIRMED_AFTER_MS / 2) return [];
    return differing(counted, kept).filter(([{ sku }]) => !before.has(sku) && !after.has(sku));
  }
}

function monthAt(ms: number): Month {
  const at = new Date(ms);
  const start = (offset: number): number => Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset, 1);
  return {
    first: new Date(start(0)).toISOString().slice(0, 10),
    next: new Date(start(1)).toISOString().slice(0, 10),
    from: firstIdSince(start(0)),
    below: firstIdSince(start(1)),
  };
}

/** Pairs of what lines and sums say of a product, where they do not say the same. What one of them does not know, is nothing. */
function differing(
  counted: readonly ProductSums[],
  kept: readonly ProductSums[],
): [ProductSums, ProductSums][] {
  const byName = new Map(kept.map((one) => [nameOf(one), one]));
  const known = new Set(counted.map(nameOf));
  const pairs: [ProductSums, ProductSums][] = [
    ...counted.map((one): [ProductSums, ProductSums] => [
      one,
      byName.get(nameOf(one)) ?? { ...nothing(one), title: '', isCharge: false },
    ]),
    // Of a title that no line has, nobody knows a better one.
    ...kept
      .filter((one) => !known.has(nameOf(one)))
      .map((one): [ProductSums, ProductSums] => [nothing(one), one]),
  ];
  return pairs.filter(([a, b]) => JUDGED.some((name) => a[name] !== b[name]));
}

const JUDGED = [...SALES, 'title', 'isCharge'] as const;

function nothing(of: ProductSums): ProductSums {
  return { ...of, soldQuantity: 0, returnedQuantity: 0, orders: 0, returns: 0, revenue: 0, returned: 0 };
}

function nameOf({ sku, currency, period }: ProductSums): string {
  return `${sku} ${currency} ${period}`;
}

function differenceOf(lines: ProductSums, sums: ProductSums, outcome: Difference['outcome']): Difference {
  const only = (sales: ProductSums): object =>
    Object.fromEntries(
      JUDGED.filter((name) => lines[name] !== sums[name]).map((name) => [name, sales[name]]),
    );
  return {
    kind: 'product_sums',
    key: nameOf(lines),
    detail: JSON.stringify({ lines: only(lines), sums: only(sums) }),
    outcome,
  };
}
