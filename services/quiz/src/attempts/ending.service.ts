import { Injectable } from '@nestjs/common';
import { attemptSubmitted } from '@tenfold/contracts';
import { bucketOfId, newId } from '@tenfold/ids';
import { Clock } from '../clock.js';
import { gradeAttempt, type AttemptGrade } from '../grading/grade.js';
import type { QuestionResponse } from '../grading/response.js';
import { VersionsRepository } from '../quizzes/versions.repository.js';
import { AnswersRepository } from './answers.repository.js';
import { AttemptCounts } from './attempt-counts.js';
import { isOverdue, type Attempt, type SavedAnswer } from './attempt.js';
import { AttemptsRepository } from './attempts.repository.js';

/**
 * Ends attempts and grades them, in two steps that each happen once: sealing (no answer gets in any more), then grading of what is
 * stored. A process that dies between them leaves a sealed attempt, which the next look at it or the sweep grades.
 */
@Injectable()
export class EndingService {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly answers: AnswersRepository,
    private readonly versions: VersionsRepository,
    private readonly clock: Clock,
    private readonly counts: AttemptCounts,
  ) {}

  /** The learner says it is done. Whoever calls first ends it; everybody gets the same graded attempt. */
  async submit(attempt: Attempt): Promise<Attempt> {
    return this.end(attempt, false);
  }

  /** What is over by the clock becomes so in the row, before anybody sees the attempt. */
  async settle(attempt: Attempt): Promise<Attempt> {
    if (attempt.state === 'in_progress')
      return isOverdue(attempt, this.clock.now()) ? this.end(attempt, true) : attempt;
    return this.graded(attempt);
  }

  /** Grades without storing, for a review while the attempt is in progress. */
  async preview(attempt: Attempt, answers: ReadonlyMap<string, SavedAnswer>): Promise<AttemptGrade> {
    return gradeAttempt(await this.versions.keys(attempt.quizId, attempt.quizVersion), responsesOf(answers));
  }

  private async end(attempt: Attempt, onlyOverdue: boolean): Promise<Attempt> {
    if (attempt.state !== 'in_progress') return this.graded(attempt);
    const sealed = await this.attempts.seal(attempt.id, this.timestamp(), onlyOverdue);
    return this.graded(sealed ?? (await this.reread(attempt)));
  }

  private async graded(attempt: Attempt): Promise<Attempt> {
    if (attempt.gradedAt !== null || attempt.state === 'in_progress') return attempt;
    const grade = await this.preview(attempt, await this.answers.list(attempt.id));
    const event = submittedEvent(attempt, grade, this.clock.now());
    const graded = await this.attempts.grade(attempt.id, this.timestamp(), grade, event);
    if (graded === undefined) return this.reread(attempt);
    this.counts.submitted += 1;
    return graded;
  }

  private async reread({ id }: Attempt): Promise<Attempt> {
    const attempt = await this.attempts.find(id);
    if (attempt === undefined) throw new Error(`attempt ${id} is gone`);
    return attempt;
  }

  private timestamp(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

function responsesOf(answers: ReadonlyMap<string, SavedAnswer>): Map<string, QuestionResponse> {
  const given = [...answers.values()].flatMap(({ questionId, response }) =>
    response === null ? [] : [[questionId, response] as const],
  );
  return new Map(given);
}

function submittedEvent(attempt: Attempt, grade: AttemptGrade, nowMs: number) {
  const payload = attemptSubmitted.payload.parse({
    attemptId: attempt.id,
    quizId: attempt.quizId,
    version: attempt.quizVersion,
    learner: attempt.learner,
    state: attempt.state,
    millipoints: grade.millipoints,
    maxMillipoints: grade.maxMillipoints,
    startedAt: attempt.startedAt,
    endedAt: attempt.endedAt,
  });
  return { id: newId(bucketOfId(attempt.id), nowMs), subject: attemptSubmitted.subject, payload };
}
