import { Controller } from '@nestjs/common';
import { describeLines, mendSet } from '@tenfold/contracts';
import { HandlesRequest } from '@tenfold/messaging';
import type { z } from 'zod';
import { ReconcileService } from './reconcile.service.js';

@Controller()
export class ReconcileNatsController {
  constructor(private readonly reconcile: ReconcileService) {}

  @HandlesRequest(describeLines)
  async describe({
    orderIds,
  }: z.infer<typeof describeLines.request>): Promise<z.infer<typeof describeLines.reply>> {
    return { orders: await this.reconcile.describe(orderIds) };
  }

  @HandlesRequest(mendSet)
  async mend(set: z.infer<typeof mendSet.request>): Promise<z.infer<typeof mendSet.reply>> {
    return { mended: await this.reconcile.mendSet(set) };
  }
}
