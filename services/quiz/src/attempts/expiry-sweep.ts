import { Injectable } from '@nestjs/common';
import { InjectLogger, periodic } from '@tenfold/bootstrap';
import type { Logger } from '@tenfold/observability';
import { Clock } from '../clock.js';
import type { Attempt } from './attempt.js';
import { QuizKeysRepository } from '../quizzes/quiz-keys.repository.js';
import { AttemptsRepository } from './attempts.repository.js';
import { EndingService } from './ending.service.js';

const BATCH = 100;
/** A sealed attempt is graded by its own request within this time, or never. */
const ABANDONED_MS = 30_000;
const DAY_MS = 86_400_000;
/** Keys are promised for a day. */
const KEY_LIFETIME_MS = 2 * DAY_MS;

/** What nobody's request does. Each step has one winner per row, so any number of processes may do it at once. */
@Injectable()
export class ExpirySweep {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly quizKeys: QuizKeysRepository,
    private readonly ending: EndingService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Grades attempts that nobody came back to. */
  async gradeOverdue(): Promise<void> {
    const now = this.clock.now();
    const abandonedAt = new Date(now - ABANDONED_MS).toISOString();
    const attempts = await this.attempts.listUngraded(new Date(now).toISOString(), abandonedAt, BATCH);
    for (const attempt of attempts) await this.settle(attempt);
  }

  /** Forgets Idempotency-Keys that are out of date. */
  async forgetKeys(): Promise<void> {
    const old = new Date(this.clock.now() - KEY_LIFETIME_MS).toISOString();
    while ((await this.attempts.forgetKeys(old, BATCH)) > 0);
    while ((await this.quizKeys.forget(old, BATCH)) > 0);
  }

  /** One attempt that cannot be graded must not keep the others waiting. */
  private async settle(attempt: Attempt): Promise<void> {
    try {
      await this.ending.settle(attempt);
    } catch (error) {
      this.logger.error({ err: error, attemptId: attempt.id }, 'attempt not graded');
    }
  }
}

export const expirySweep = periodic({
  name: 'grading of overdue attempts',
  everyMs: 30_000,
  inject: ExpirySweep,
  run: (sweep) => sweep.gradeOverdue(),
});

export const keySweep = periodic({
  name: 'sweep of old keys',
  everyMs: 60 * 60 * 1_000,
  inject: ExpirySweep,
  run: (sweep) => sweep.forgetKeys(),
});
