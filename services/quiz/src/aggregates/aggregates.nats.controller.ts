import { Controller } from '@nestjs/common';
import {
  attemptStarted,
  attemptSubmitted,
  type AttemptStarted,
  type AttemptSubmitted,
} from '@tenfold/contracts';
import { HandlesEvent } from '@tenfold/messaging';
import { AggregatesService } from './aggregates.service.js';

/** Events that one statement takes up: at a deadline they come in their thousands, and all touch the same few rows. */
const BATCH = 50;

@Controller()
export class AggregatesNatsController {
  constructor(private readonly aggregates: AggregatesService) {}

  @HandlesEvent(attemptStarted, { durable: 'aggregates-started', batch: BATCH })
  async started(events: AttemptStarted[]): Promise<void> {
    await this.aggregates.started(events);
  }

  @HandlesEvent(attemptSubmitted, { durable: 'aggregates-submitted', batch: BATCH })
  async submitted(events: AttemptSubmitted[]): Promise<void> {
    await this.aggregates.submitted(events);
  }
}
