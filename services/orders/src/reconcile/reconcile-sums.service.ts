import { Injectable } from '@nestjs/common';
import { together, type Comparison, type Difference } from '@tenfold/delivery';
import { CustomersRepository } from '../customers/customers.repository.js';
import { DaysRepository } from '../days/days.repository.js';
import { NAMES, type SumDifference, type SumRow } from '../sums/order-sums.js';
import { sideBySide } from '../sums/side-by-side.js';
import type { Recount } from '../sums/rollup-store.js';
import { SumsService, type RecountOptions } from '../sums/sums.service.js';
import { SLICE } from './slice.js';
import type { ReconcileOptions } from './reconcile.service.js';

const FIRST_DAY = '1970-01-01';

/** Kinds of sums, and what they are called when they are counted. */
const WORDS = { day_sums: 'sums of days', customer_month_sums: 'months of customers' } as const;

export interface ComparedDays extends Comparison {
  /** Where the next call begins; undefined when there is nothing left. */
  readonly next: string | undefined;
}

/**
 * Compares the sums of days and of customers' months with the orders. They follow by events, so a sum counts as wrong only when
 * none of its orders has changed lately. Looking and mending are one: what was counted while nobody could add is what is put.
 */
@Injectable()
export class ReconcileSumsService {
  constructor(
    private readonly sums: SumsService,
    private readonly daysRepository: DaysRepository,
    private readonly customers: CustomersRepository,
  ) {}

  /** At most `limit` days, from `from` on. */
  async days(from: string = FIRST_DAY, limit: number, options: ReconcileOptions): Promise<ComparedDays> {
    const parts: Comparison[] = [];
    let next: string | undefined = from;
    while (parts.length < limit) {
      const day = await this.daysRepository.next(next);
      if (day === undefined) return { ...together(parts), next: undefined };
      parts.push(await this.compare('day_sums', (how) => this.sums.recountDay(day, how), options));
      next = dayAfter(day);
    }
    return { ...together(parts), next };
  }

  /** The months of all customers in a slice of buckets. */
  async months(from: number, options: ReconcileOptions): Promise<Comparison> {
    const buckets = await this.customers.bucketsInUse(from, from + SLICE - 1);
    const parts = await sideBySide(buckets, (bucket) =>
      this.compare('customer_month_sums', (how) => this.sums.recountCustomers(bucket, how), options),
    );
    return together(parts);
  }

  private async compare(
    kind: keyof typeof WORDS,
    recount: (options: RecountOptions) => Promise<Recount>,
    { repair, quietMs }: ReconcileOptions,
  ): Promise<Comparison> {
    const quietSince = new Date(Date.now() - quietMs).toISOString();
    let found = await recount({ write: false, quietSince });
    const compared = { [WORDS[kind]]: found.counted };
    if (repair && found.differences.length > 0) found = await recount({ write: true, quietSince });
    const outcome = repair ? 'mended' : 'open';
    return { compared, differences: found.differences.map((one) => differenceOf(kind, one, outcome)) };
  }
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);
}

function differenceOf(
  kind: string,
  { counted, kept }: SumDifference,
  outcome: Difference['outcome'],
): Difference {
  const { owner, period, currency } = counted;
  const only = (row: SumRow): object => Object.fromEntries(NAMES.map((name) => [name, row[name]]));
  return {
    kind,
    key: [...(owner === '' ? [] : [owner]), period, currency].join(' '),
    detail: JSON.stringify({ orders: only(counted), sums: only(kept) }),
    outcome,
  };
}
