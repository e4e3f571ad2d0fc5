import { Injectable } from '@nestjs/common';
import type { Place } from '@tenfold/http';
import { ownsOrHasRole, type Principal } from '@tenfold/identity';
import { bucketOf } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import type { PublicQuestion } from '../quizzes/dto/public-question.dto.js';
import type { QuizSettings } from '../quizzes/dto/settings.dto.js';
import { VersionsService } from '../quizzes/versions.service.js';
import { AnswersRepository } from './answers.repository.js';
import type { Attempt, ListedAttempt, SavedAnswer } from './attempt.js';
import { NaiveAttempts } from './attempts.naive.js';
import { attemptNotFound } from './attempts.errors.js';
import { AttemptsRepository } from './attempts.repository.js';
import { EndingService } from './ending.service.js';
import { layOut } from './layout.js';
import { ALL_OF_IT, type Needs } from './needs.js';

/** An attempt with what is needed to show it: its questions in its own order, and the answers saved so far. */
export interface OpenedAttempt {
  readonly attempt: Attempt;
  readonly settings: QuizSettings;
  readonly questions: readonly PublicQuestion[];
  readonly answers: ReadonlyMap<string, SavedAnswer>;
}

@Injectable()
export class AttemptsService {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly naive: NaiveAttempts,
    private readonly answers: AnswersRepository,
    private readonly versions: VersionsService,
    private readonly ending: EndingService,
    private readonly strategies: Strategies,
  ) {}

  async list({ subject }: Principal, place: Place, limit: number): Promise<readonly ListedAttempt[]> {
    const lists = this.strategies.isOn('pagination') ? this.attempts : this.naive;
    return lists.list(bucketOf(subject), subject, place, limit);
  }

  /** The attempt as it stands now: one whose time is over is graded on the way. */
  async get(principal: Principal, attemptId: string, withGrades = true): Promise<Attempt> {
    const attempt = await this.attempts.find(attemptId, withGrades);
    if (attempt === undefined || !ownsOrHasRole(principal, attempt.learner, 'admin')) throw attemptNotFound();
    return this.ending.settle(attempt);
  }

  async open(principal: Principal, attemptId: string, needs = ALL_OF_IT): Promise<OpenedAttempt> {
    return this.show(await this.get(principal, attemptId, needs.grades), needs);
  }

  async questionCount({ quizId, quizVersion }: Attempt): Promise<number> {
    const { quiz } = await this.versions.pinned(quizId, quizVersion);
    return quiz.questionCount;
  }

  /** @param attempt settled, and its reader's own */
  async show(attempt: Attempt, needs: Needs): Promise<OpenedAttempt> {
    const [version, answers] = await Promise.all([
      this.versions.pinned(attempt.quizId, attempt.quizVersion),
      needs.answers(attempt) ? this.answers.list(attempt.id) : new Map<string, SavedAnswer>(),
    ]);
    return { attempt, settings: version.quiz.settings, questions: layOut(version, attempt.seed), answers };
  }

  /** Ends the attempt; repeated or concurrent calls find it ended and change nothing. */
  async submit(learner: Principal, attemptId: string): Promise<OpenedAttempt> {
    const attempt = await this.attempts.find(attemptId);
    if (attempt === undefined || !ownsOrHasRole(learner, attempt.learner)) throw attemptNotFound();
    await this.ending.submit(attempt);
    return this.open(learner, attemptId);
  }
}
