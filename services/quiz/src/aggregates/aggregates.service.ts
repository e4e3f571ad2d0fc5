import { Injectable } from '@nestjs/common';
import type { AttemptStarted, AttemptSubmitted } from '@tenfold/contracts';
import { AggregatesRepository } from './aggregates.repository.js';
import { contributionsOf } from './contribution.js';

/**
 * Keeps statistics and boards, away from the requests that they are about. Events say which attempts there are, with totals only; what is
 * added is read from the attempt itself, so that no stream ever carries choices and points together.
 */
@Injectable()
export class AggregatesService {
  constructor(private readonly aggregates: AggregatesRepository) {}

  async started(events: readonly AttemptStarted[]): Promise<void> {
    await this.aggregates.applyStarted(events);
  }

  /** An attempt whose month has been put away since has nothing to add any more. */
  async submitted(events: readonly AttemptSubmitted[]): Promise<void> {
    const attempts = await this.aggregates.read(events.map(({ attemptId }) => attemptId));
    await this.aggregates.apply(attempts.flatMap((one) => contributionsOf(one, one.responses)));
  }
}
