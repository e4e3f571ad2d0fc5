import { Injectable } from '@nestjs/common';
import { InjectLogger, periodic } from '@tenfold/bootstrap';
import type { Logger } from '@tenfold/observability';
import { ReconcileService } from './reconcile.service.js';

/** This month and those before it that cancellations and late events still reach. */
const MONTHS = 3;

/** Compares one month a round, the youngest ones in turn. */
@Injectable()
export class ReconcileWalk {
  private back = 0;

  constructor(
    private readonly reconcile: ReconcileService,
    @InjectLogger() private readonly log: Logger,
  ) {}

  async step(): Promise<void> {
    const now = new Date();
    const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - this.back, 1);
    this.back = (this.back + 1) % MONTHS;
    for (const { kind, key, detail, outcome } of (await this.reconcile.products(month, true)).differences) {
      this.log.error({ kind, key, detail, outcome }, 'sales and lines disagree');
    }
  }
}

export const reconcileWalk = periodic({
  name: 'reconciliation of products',
  everyMs: 10 * 60 * 1_000,
  inject: ReconcileWalk,
  run: (walk) => walk.step(),
});
