import { Injectable } from '@nestjs/common';
import type { Comparison, Difference } from '@tenfold/delivery';
import { CustomersRepository } from '../customers/customers.repository.js';
import { DaysRepository } from '../days/days.repository.js';
import { NAMES, type SumDifference, type SumRow } from '../sums/order-sums.js';
import type { Recount } from '../sums/rollup-store.js';
import { SumsService, type RecountOptions } from '../sums/sums.service.js';
import type { ReconcileOptions } from './reconcile.service.js';

const FIRST_DAY = '1970-01-01';

export interface ComparedSums<Position> extends Comparison {
  /** Where the next call begins; undefined when there is nothing left. */
  readonly next: Position | undefined;
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
  days(from: string | undefined, limit: number, options: ReconcileOptions): Promise<ComparedSums<string>> {
    return walk<string>(from ?? FIRST_DAY, limit, options, {
      kind: 'day_sums',
      next: (day) => this.daysRepository.next(day),
      recount: (day, how) => this.sums.recountDay(day, how),
      after: (day) => new Date(Date.parse(day) + 24 * 60 * 60 * 1_000).toISOString().slice(0, 10),
    });
  }

  /** The months of all customers in at most `limit` buckets, from `from` on. */
  months(from: number | undefined, limit: number, options: ReconcileOptions): Promise<ComparedSums<number>> {
    return walk<number>(from ?? 0, limit, options, {
      kind: 'customer_month_sums',
      next: (bucket) => this.customers.next(bucket),
      recount: (bucket, how) => this.sums.recountCustomers(bucket, how),
      after: (bucket) => bucket + 1,
    });
  }
}

interface Walked<Position> {
  readonly kind: string;
  next(from: Position): Promise<Position | undefined>;
  recount(at: Position, options: RecountOptions): Promise<Recount>;
  after(at: Position): Position;
}

async function walk<Position>(
  from: Position,
  limit: number,
  { repair, quietMs }: ReconcileOptions,
  { kind, next, recount, after }: Walked<Position>,
): Promise<ComparedSums<Position>> {
  const quietSince = new Date(Date.now() - quietMs).toISOString();
  const differences: Difference[] = [];
  let compared = 0;
  let at: Position | undefined = from;
  for (let n = 0; n < limit; n += 1) {
    at = await next(at);
    if (at === undefined) return { compared, differences, next: undefined };
    let found = await recount(at, { write: false, quietSince });
    compared += found.counted;
    if (repair && found.differences.length > 0) found = await recount(at, { write: true, quietSince });
    differences.push(...found.differences.map((one) => differenceOf(kind, one, repair ? 'mended' : 'open')));
    at = after(at);
  }
  return { compared, differences, next: at };
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
