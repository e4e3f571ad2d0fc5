import { Injectable } from '@nestjs/common';
import { attemptStarted } from '@tenfold/contracts';
import { noteReplay } from '@tenfold/delivery';
import { AppError } from '@tenfold/errors';
import type { Place } from '@tenfold/http';
import { ownsOrHasRole, type Principal } from '@tenfold/identity';
import { bucketOf, bucketOfId, newId } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import { randomInt } from 'node:crypto';
import { Clock } from '../clock.js';
import type { PublicQuestion } from '../quizzes/dto/public-question.dto.js';
import type { Quiz } from '../quizzes/dto/public-quiz.dto.js';
import type { QuizSettings } from '../quizzes/dto/settings.dto.js';
import { VersionsService } from '../quizzes/versions.service.js';
import { AnswersRepository } from './answers.repository.js';
import { AttemptCounts } from './attempt-counts.js';
import type { Attempt, ListedAttempt, SavedAnswer } from './attempt.js';
import { NaiveAttempts } from './attempts.naive.js';
import { attemptNotFound } from './attempts.errors.js';
import { AttemptsRepository, type AttemptEvent, type NewAttempt } from './attempts.repository.js';
import { EndingService } from './ending.service.js';
import { layOut } from './layout.js';
import { ALL_OF_IT } from './needs.js';

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
    private readonly clock: Clock,
    private readonly strategies: Strategies,
    private readonly counts: AttemptCounts,
  ) {}

  /** Pins the current version. A key that was used before answers with what it started then, even after the quiz has closed. */
  async start(
    learner: Principal,
    quizId: string,
    key: string | undefined,
  ): Promise<{ attempt: Attempt; questionCount: number }> {
    const attempt =
      (await this.findStarted(learner, quizId, key)) ?? (await this.startNew(learner, quizId, key));
    const { quiz } = await this.versions.pinned(attempt.quizId, attempt.quizVersion);
    return { attempt, questionCount: quiz.questionCount };
  }

  private async startNew(learner: Principal, quizId: string, key: string | undefined): Promise<Attempt> {
    const { quiz } = await this.versions.published(quizId);
    const now = this.clock.now();
    refuseOutsideWindow(quiz.settings, now);
    const started = await this.attempts.start(newAttempt(learner, quiz, key, now));
    if (started !== undefined) this.counts.started += 1;
    // No row with a key: the same request got through at the same moment, or no attempt is left.
    const attempt = started ?? (await this.findStarted(learner, quizId, key));
    if (attempt === undefined) throw new AppError('attempts_exhausted');
    return attempt;
  }

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
    const attempt = await this.get(principal, attemptId, needs.grades);
    const [version, answers] = await Promise.all([
      this.versions.pinned(attempt.quizId, attempt.quizVersion),
      needs.answers(attempt) ? this.answers.list(attemptId) : new Map<string, SavedAnswer>(),
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

  /** @throws AppError idempotency_key_reused when the key started an attempt at another quiz */
  private async findStarted(
    learner: Principal,
    quizId: string,
    key: string | undefined,
  ): Promise<Attempt | undefined> {
    if (key === undefined) return undefined;
    const known = await this.attempts.findByKey(bucketOf(learner.subject), learner.subject, key);
    if (known === undefined) return undefined;
    if (known.quizId !== quizId) throw new AppError('idempotency_key_reused');
    this.counts.replayed += 1;
    noteReplay();
    return this.attempts.find(known.id);
  }
}

function refuseOutsideWindow({ opensAt, closesAt }: QuizSettings, nowMs: number): void {
  if (opensAt !== null && nowMs < Date.parse(opensAt))
    throw new AppError('quiz_not_open', { meta: { opensAt } });
  if (closesAt !== null && nowMs >= Date.parse(closesAt))
    throw new AppError('quiz_closed', { meta: { closesAt } });
}

function newAttempt({ subject }: Principal, quiz: Quiz, key: string | undefined, nowMs: number): NewAttempt {
  const { timeLimitSeconds, closesAt, graceSeconds, attemptsAllowed } = quiz.settings;
  const limits = [
    ...(timeLimitSeconds === null ? [] : [nowMs + timeLimitSeconds * 1_000]),
    ...(closesAt === null ? [] : [Date.parse(closesAt)]),
  ];
  const deadlineMs = limits.length === 0 ? null : Math.min(...limits);
  const id = newId(bucketOf(subject), nowMs);
  return {
    id,
    learner: subject,
    quizId: quiz.id,
    quizVersion: quiz.version,
    seed: randomInt(-(2 ** 31), 2 ** 31),
    startedAt: new Date(nowMs).toISOString(),
    deadlineAt: deadlineMs === null ? null : new Date(deadlineMs).toISOString(),
    acceptsUntil: deadlineMs === null ? null : new Date(deadlineMs + graceSeconds * 1_000).toISOString(),
    attemptsAllowed,
    key,
    event: startedEvent(id, subject, quiz, nowMs),
  };
}

function startedEvent(attemptId: string, learner: string, quiz: Quiz, nowMs: number): AttemptEvent {
  const startedAt = new Date(nowMs).toISOString();
  const payload = { attemptId, quizId: quiz.id, version: quiz.version, learner, startedAt };
  return {
    id: newId(bucketOfId(attemptId), nowMs),
    subject: attemptStarted.subject,
    payload: attemptStarted.payload.parse(payload),
  };
}
