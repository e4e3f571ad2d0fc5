import { Injectable } from '@nestjs/common';
import { InjectLogger, periodic } from '@tenfold/bootstrap';
import { ALL_IDS } from '@tenfold/database';
import type { Difference } from '@tenfold/delivery';
import { BUCKETS, firstIdOfMs } from '@tenfold/ids';
import type { Logger } from '@tenfold/observability';
import { ReconcileSumsService } from './reconcile-sums.service.js';
import { SLICE } from './slice.js';
import { ReconcileService } from './reconcile.service.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const DAYS = 8;
const OPTIONS = { repair: true, quietMs: 10 * 60 * 1_000 };

/**
 * Walks over all orders, customers and days for as long as the process lives: a page, a slice and a few days a round, so that no
 * request notices. It begins with what is recent, where trouble is likelier, and then goes round and round.
 */
@Injectable()
export class ReconcileWalk {
  private after = firstIdOfMs(Date.now() - 2 * DAY_MS);
  private day: string | undefined = new Date(Date.now() - 2 * DAY_MS).toISOString().slice(0, 10);
  private bucket = Math.floor(Math.random() * (BUCKETS / SLICE)) * SLICE;

  constructor(
    private readonly reconcile: ReconcileService,
    private readonly sums: ReconcileSumsService,
    @InjectLogger() private readonly log: Logger,
  ) {}

  async step(): Promise<void> {
    const page = await this.reconcile.page(this.after, ALL_IDS.below, OPTIONS);
    this.after = page.next ?? ALL_IDS.from;
    const slice = await this.reconcile.customers(this.bucket, OPTIONS);
    const months = await this.sums.months(this.bucket, OPTIONS);
    this.bucket = (this.bucket + SLICE) % BUCKETS;
    const days = await this.sums.days(this.day, DAYS, OPTIONS);
    this.day = days.next;
    for (const { differences } of [page, slice, days, months]) differences.forEach((one) => this.tell(one));
  }

  /** Each is a fault of ours, mended or not: somebody should look where it came from. */
  private tell({ kind, key, detail, outcome }: Difference): void {
    this.log.error({ kind, key, detail, outcome }, 'orders and their lines or sums disagree');
  }
}

export const reconcileWalk = periodic({
  name: 'reconciliation of orders',
  everyMs: 30_000,
  // A dozen statements on each shard, of every process: what nobody writes does not come to disagree.
  everyMsAtRest: 5 * 60_000,
  inject: ReconcileWalk,
  run: (walk) => walk.step(),
});
