import { Injectable } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import { ownsOrHasRole, type Principal } from '@tenfold/identity';
import { LRUCache } from 'lru-cache';
import { Clock } from '../clock.js';
import type { QuestionResponse } from '../grading/response.js';
import { VersionsService } from '../quizzes/versions.service.js';
import { AnswersRepository } from './answers.repository.js';
import { isOverdue, type Attempt, type SavedAnswer } from './attempt.js';
import { attemptNotFound } from './attempts.errors.js';
import { AttemptsRepository } from './attempts.repository.js';
import { checkResponse } from './check-response.js';
import { EndingService } from './ending.service.js';

/** What never changes about an attempt: enough to check an answer before the one statement that stores it. */
type Pin = Pick<Attempt, 'learner' | 'quizId' | 'quizVersion'>;

const PINS = 20_000;

/** Autosave: one statement per answer at most, once the attempt has been seen. */
@Injectable()
export class AnswersService {
  private readonly pins = new LRUCache<string, Pin>({ max: PINS });

  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly answers: AnswersRepository,
    private readonly versions: VersionsService,
    private readonly ending: EndingService,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the answer unless one with the same or a higher sequence is there; either way the caller gets what is stored.
   * @throws AppError attempt_ended, answer_too_late
   */
  async save(
    learner: Principal,
    attemptId: string,
    questionId: string,
    { sequence, response }: { readonly sequence: number; readonly response: QuestionResponse | null },
  ): Promise<SavedAnswer> {
    await this.check(learner, attemptId, questionId, response);
    const at = new Date(this.clock.now()).toISOString();
    const answer = { attemptId, learner: learner.subject, questionId, sequence, response, at };
    return (await this.answers.save(answer)) ?? this.explain(attemptId, questionId, sequence);
  }

  private async check(
    learner: Principal,
    attemptId: string,
    questionId: string,
    response: QuestionResponse | null,
  ): Promise<void> {
    const pin = await this.pin(attemptId);
    if (pin === undefined || !ownsOrHasRole(learner, pin.learner)) throw attemptNotFound();
    const { questions } = await this.versions.pinned(pin.quizId, pin.quizVersion);
    const question = questions.find(({ id }) => id === questionId);
    if (question === undefined) throw new AppError('question_not_found');
    if (response !== null) checkResponse(question, response);
  }

  private async pin(attemptId: string): Promise<Pin | undefined> {
    const known = this.pins.get(attemptId);
    if (known !== undefined) return known;
    const attempt = await this.attempts.find(attemptId, false);
    if (attempt === undefined) return undefined;
    const { learner, quizId, quizVersion } = attempt;
    this.pins.set(attemptId, { learner, quizId, quizVersion });
    return { learner, quizId, quizVersion };
  }

  /** Nothing was stored: a repeat or a late runner is told what is there; an answer to an attempt that is over is refused. */
  private async explain(attemptId: string, questionId: string, sequence: number): Promise<SavedAnswer> {
    const stored = await this.answers.find(attemptId, questionId);
    if (stored !== undefined && stored.sequence >= sequence) return stored;
    const attempt = await this.attempts.find(attemptId);
    if (attempt === undefined) throw attemptNotFound();
    const overdue = isOverdue(attempt, this.clock.now());
    if (overdue) await this.ending.settle(attempt);
    throw new AppError(overdue || attempt.state === 'expired' ? 'answer_too_late' : 'attempt_ended');
  }
}
