import { Injectable } from '@nestjs/common';
import { attemptStarted } from '@tenfold/contracts';
import { noteReplay } from '@tenfold/delivery';
import { AppError } from '@tenfold/errors';
import type { Principal } from '@tenfold/identity';
import { bucketOf, bucketOfId, newId } from '@tenfold/ids';
import { randomInt } from 'node:crypto';
import { Clock } from '../clock.js';
import type { Quiz } from '../quizzes/dto/public-quiz.dto.js';
import type { QuizSettings } from '../quizzes/dto/settings.dto.js';
import { VersionsService } from '../quizzes/versions.service.js';
import { AttemptCounts } from './attempt-counts.js';
import { isOverdue, type Attempt } from './attempt.js';
import { AttemptsRepository, type AttemptEvent, type NewAttempt } from './attempts.repository.js';
import { EndingService } from './ending.service.js';

/** `created`: by this request, or by an earlier one with its key. Otherwise it is the one that was in progress. */
export interface StartedAttempt {
  readonly attempt: Attempt;
  readonly created: boolean;
}

/** The attempt that is in the way may end, be graded and make room, and another request may take the room. */
const TRIES = 4;

/** Starts attempts: one in progress for each learner and quiz. */
@Injectable()
export class StartingService {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly versions: VersionsService,
    private readonly ending: EndingService,
    private readonly clock: Clock,
    private readonly counts: AttemptCounts,
  ) {}

  /**
   * Pins the current version. With an attempt in progress that one is returned, so that a second click burns none. A key that was used
   * before answers with what it led to then, even after the quiz has closed.
   * @throws AppError quiz_not_found, quiz_not_open, quiz_closed, attempts_exhausted, idempotency_key_reused
   */
  async start(learner: Principal, quizId: string, key: string | undefined): Promise<StartedAttempt> {
    return (await this.findByKey(learner, quizId, key)) ?? this.startNew(learner, quizId, key);
  }

  /** Whether the learner has an attempt in progress, or may start one by the rules in force now. */
  async isAnotherPossible(learner: string, quizId: string): Promise<boolean> {
    const allowance = await this.attempts.findAllowance(learner, quizId);
    if (allowance !== undefined && allowance.openId !== null) return true;
    const settings = await this.settingsInForce(quizId);
    if (settings === undefined) return false;
    const { closesAt } = settings;
    if (closesAt !== null && this.clock.now() >= Date.parse(closesAt)) return false;
    return !isExhausted(allowance?.started, settings);
  }

  /** None of a quiz in the archive. */
  private async settingsInForce(quizId: string): Promise<QuizSettings | undefined> {
    try {
      return (await this.versions.published(quizId)).quiz.settings;
    } catch (error) {
      if (error instanceof AppError && error.code === 'quiz_not_found') return undefined;
      throw error;
    }
  }

  private async startNew(
    learner: Principal,
    quizId: string,
    key: string | undefined,
  ): Promise<StartedAttempt> {
    const { quiz } = await this.versions.published(quizId);
    let ended: string | undefined;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const now = this.clock.now();
      refuseOutsideWindow(quiz.settings, now);
      const started = await this.attempts.start(newAttempt(learner, quiz, key, now, ended));
      if (started !== undefined) {
        this.counts.started += 1;
        return { attempt: started, created: true };
      }
      // The same request got through at the same moment.
      const known = await this.findByKey(learner, quizId, key);
      if (known !== undefined) return known;
      const allowance = await this.attempts.findAllowance(learner.subject, quizId);
      if (allowance === undefined || allowance.openId === null) {
        if (isExhausted(allowance?.started, quiz.settings)) throw new AppError('attempts_exhausted');
        continue;
      }
      const open = await this.attempts.find(allowance.openId, true, { intent: 'fresh' });
      if (open?.state === 'in_progress' && !isOverdue(open, now)) return this.goOn(open, key);
      // Its time is over, or whoever ended it did not say so.
      if (open !== undefined) await this.ending.settle(open);
      ended = allowance.openId;
    }
    throw new AppError('conflict', { detail: 'another request has started and ended attempts meanwhile' });
  }

  /** The key leads here from now on, so that a repetition starts nothing once the attempt has ended. */
  private async goOn(attempt: Attempt, key: string | undefined): Promise<StartedAttempt> {
    if (key !== undefined) await this.attempts.keepKey(attempt, key, this.clock.now());
    return { attempt, created: false };
  }

  /** @throws AppError idempotency_key_reused when the key was used for another quiz */
  private async findByKey(
    learner: Principal,
    quizId: string,
    key: string | undefined,
  ): Promise<StartedAttempt | undefined> {
    if (key === undefined) return undefined;
    const known = await this.attempts.findByKey(bucketOf(learner.subject), learner.subject, key);
    if (known === undefined) return undefined;
    if (known.quizId !== quizId) throw new AppError('idempotency_key_reused');
    this.counts.replayed += 1;
    noteReplay();
    const attempt = await this.attempts.find(known.id);
    if (attempt === undefined) return undefined;
    if (known.createdAt === attempt.startedAt) return { attempt, created: true };
    return { attempt: await this.ending.settle(attempt), created: false };
  }
}

function isExhausted(started: number | undefined, { attemptsAllowed }: QuizSettings): boolean {
  return started !== undefined && attemptsAllowed !== null && started >= attemptsAllowed;
}

function refuseOutsideWindow({ opensAt, closesAt }: QuizSettings, nowMs: number): void {
  if (opensAt !== null && nowMs < Date.parse(opensAt))
    throw new AppError('quiz_not_open', { meta: { opensAt } });
  if (closesAt !== null && nowMs >= Date.parse(closesAt))
    throw new AppError('quiz_closed', { meta: { closesAt } });
}

function newAttempt(
  { subject }: Principal,
  quiz: Quiz,
  key: string | undefined,
  nowMs: number,
  ended: string | undefined,
): NewAttempt {
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
    ended,
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
