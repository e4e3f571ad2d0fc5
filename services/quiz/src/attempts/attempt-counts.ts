import { Injectable } from '@nestjs/common';
import { Metrics } from '@tenfold/observability';

/** What this process has done with attempts. */
@Injectable()
export class AttemptCounts {
  started = 0;
  submitted = 0;
  replayed = 0;

  constructor(metrics: Metrics) {
    metrics.counter('tenfold_attempts_started_total', () => this.started);
    metrics.counter('tenfold_attempts_submitted_total', () => this.submitted);
    metrics.counter('tenfold_idempotent_replays_total', () => this.replayed);
  }
}
