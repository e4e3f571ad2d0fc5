import { Injectable } from '@nestjs/common';
import { bucketOf, firstIdOfMs } from '@tenfold/ids';
import { CustomersRepository } from '../customers/customers.repository.js';
import { DaysRepository } from '../days/days.repository.js';
import { FactsRepository } from './facts.repository.js';
import type { Recount } from './rollup-store.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

export interface RecountOptions {
  readonly write: boolean;
  /** Orders that something has happened to since then are not judged. */
  readonly quietSince: string;
}

/** Keeps the sums of days and of customers' months: adds orders that events name, and counts all of them anew. */
@Injectable()
export class SumsService {
  constructor(
    private readonly facts: FactsRepository,
    private readonly days: DaysRepository,
    private readonly customers: CustomersRepository,
  ) {}

  /** Something has happened to these orders. What it was, they say themselves; what was counted already, stays so. */
  async count(orderIds: readonly string[]): Promise<void> {
    const orders = await this.facts.ofOrders([...new Set(orderIds)]);
    await this.customers.months.apply(orders);
    await this.days.sums.apply(orders);
  }

  async recountDay(day: string, { write, quietSince }: RecountOptions): Promise<Recount> {
    const since = await this.facts.oldestMonthOfAll();
    const begin = Date.parse(day);
    const facts = () => this.facts.ofRange(firstIdOfMs(begin), firstIdOfMs(begin + DAY_MS), quietSince);
    return this.days.sums.recount({ bucket: bucketOf(day), period: day, since }, facts, write);
  }

  /** All months of all customers of a bucket. */
  async recountCustomers(bucket: number, { write, quietSince }: RecountOptions): Promise<Recount> {
    const since = await this.facts.oldestMonthOf(bucket);
    const extent = { bucket, period: null, since };
    return this.customers.months.recount(extent, (tx) => this.facts.ofBucket(tx, bucket, quietSince), write);
  }
}
