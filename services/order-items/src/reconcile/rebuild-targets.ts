import { Injectable } from '@nestjs/common';
import type { RebuildStep, RebuildTarget } from '@tenfold/delivery';
import { ReconcileRepository } from './reconcile.repository.js';
import { ReconcileService } from './reconcile.service.js';

/** Months and days of products of one look; a large shop takes several. */
const SUMS = 10_000;
/** Looks at a month. What is not level by then is sold without pause, and left to the reconciliation that never ends. */
const LOOKS = 50;

/**
 * What `rebuild` makes again: the sales of products, a month a step. A product counts as it is compared: while an event that names
 * it is in flight nobody can say what is in its sums, so that one is left until it is quiet.
 */
@Injectable()
export class RebuildTargets {
  constructor(
    private readonly reconcile: ReconcileService,
    private readonly repository: ReconcileRepository,
  ) {}

  all(): RebuildTarget[] {
    return [{ name: 'products', step: (position) => this.month(position) }];
  }

  private async month(position: string | undefined): Promise<RebuildStep> {
    const month = position ?? (await this.repository.oldestMonth());
    if (month === undefined) return { next: undefined, rebuilt: 0 };
    const at = new Date(month);
    let rebuilt = 0;
    for (let look = 0; look < LOOKS; look += 1) {
      const { differences } = await this.reconcile.products(at.getTime(), true, SUMS);
      if (differences.length === 0) break;
      rebuilt += differences.length;
    }
    const next = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
    return { next: next > Date.now() ? undefined : new Date(next).toISOString().slice(0, 10), rebuilt };
  }
}
