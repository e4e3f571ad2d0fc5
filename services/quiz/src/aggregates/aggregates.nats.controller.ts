import { Controller } from '@nestjs/common';
import {
  attemptStarted,
  attemptsStarted,
  attemptSubmitted,
  type AttemptsStarted,
  type AttemptStarted,
  type AttemptSubmitted,
} from '@tenfold/contracts';
import { HandlesEvent } from '@tenfold/messaging';
import { AggregatesService } from './aggregates.service.js';

/** Events that one statement takes up: at a deadline they come in their thousands, and all touch the same few rows. */
const BATCH = 50;
/** Each of these is what a round of the relay has found: 200 attempts at most. */
const BATCH_OF_MANY = 5;

@Controller()
export class AggregatesNatsController {
  constructor(private readonly aggregates: AggregatesService) {}

  @HandlesEvent(attemptStarted, { durable: 'aggregates-started', batch: BATCH })
  async started(events: AttemptStarted[]): Promise<void> {
    await this.aggregates.started(events);
  }

  @HandlesEvent(attemptsStarted, { durable: 'aggregates-started-together', batch: BATCH_OF_MANY })
  async startedTogether(events: AttemptsStarted[]): Promise<void> {
    await this.aggregates.started(events.flatMap(({ attempts }) => attempts));
  }

  @HandlesEvent(attemptSubmitted, { durable: 'aggregates-submitted', batch: BATCH })
  async submitted(events: AttemptSubmitted[]): Promise<void> {
    await this.aggregates.submitted(events);
  }
}
