import { Injectable } from '@nestjs/common';
import type { RebuildStep, RebuildTarget } from '@tenfold/delivery';
import { BUCKETS } from '@tenfold/ids';
import { CustomersRepository } from '../customers/customers.repository.js';
import { DaysRepository } from '../days/days.repository.js';
import { sideBySide } from '../sums/side-by-side.js';
import { SumsService } from '../sums/sums.service.js';
import { SLICE } from './slice.js';
import { ReconcileRepository } from './reconcile.repository.js';

const FIRST_DAY = '1970-01-01';
/** Rebuilding judges nobody. */
const OPTIONS = { write: true, quietSince: 'infinity' };

/** What `rebuild` makes again: a step is a day, or the customers of a slice of buckets. */
@Injectable()
export class RebuildTargets {
  constructor(
    private readonly sums: SumsService,
    private readonly days: DaysRepository,
    private readonly customers: CustomersRepository,
    private readonly reconcile: ReconcileRepository,
  ) {}

  all(): RebuildTarget[] {
    return [
      { name: 'days', step: (position) => this.day(position) },
      { name: 'customers', step: (position) => this.slice(position, (one) => this.sumsOf(one)) },
      { name: 'customer-months', step: (position) => this.slice(position, (one) => this.monthsOf(one)) },
    ];
  }

  private async day(position = FIRST_DAY): Promise<RebuildStep> {
    const day = await this.days.next(position);
    if (day === undefined) return { next: undefined, rebuilt: 0 };
    const { counted } = await this.sums.recountDay(day, OPTIONS);
    return { next: dayAfter(day), rebuilt: counted };
  }

  private async slice(position = '0', recount: (bucket: number) => Promise<number>): Promise<RebuildStep> {
    const from = Number(position);
    const buckets = await this.customers.bucketsInUse(from, from + SLICE - 1);
    const counted = await sideBySide(buckets, recount);
    return {
      next: from + SLICE < BUCKETS ? String(from + SLICE) : undefined,
      rebuilt: counted.reduce((sum, one) => sum + one, 0),
    };
  }

  private async monthsOf(bucket: number): Promise<number> {
    return (await this.sums.recountCustomers(bucket, OPTIONS)).counted;
  }

  private async sumsOf(bucket: number): Promise<number> {
    const all = await this.reconcile.customersOf(bucket);
    for (const one of all) await this.reconcile.recount(one);
    return all.length;
  }
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);
}
