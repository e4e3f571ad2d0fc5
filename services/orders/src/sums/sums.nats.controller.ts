import { Controller } from '@nestjs/common';
import { linesCancelled, linesStored, type LinesChanged } from '@tenfold/contracts';
import { HandlesEvent } from '@tenfold/messaging';
import { SumsService } from './sums.service.js';

/** Events that one statement takes up: most are of the same day. */
const BATCH = 20;

@Controller()
export class SumsNatsController {
  constructor(private readonly sums: SumsService) {}

  /** Comes once for every order, by whichever way it was placed, when its lines are stored. */
  @HandlesEvent(linesStored, { durable: 'sums-stored', batch: BATCH })
  async stored(events: LinesChanged[]): Promise<void> {
    await this.sums.count(events.flatMap((event) => event.orderIds));
  }

  @HandlesEvent(linesCancelled, { durable: 'sums-cancelled', batch: BATCH })
  async cancelled(events: LinesChanged[]): Promise<void> {
    await this.sums.count(events.flatMap((event) => event.orderIds));
  }
}
