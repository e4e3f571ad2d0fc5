import { unique } from '@tenfold/testing';
import { AggregatesService } from '../src/aggregates/aggregates.service.js';
import { AnswersService } from '../src/attempts/answers.service.js';
import type { Attempt } from '../src/attempts/attempt.js';
import { AttemptsService } from '../src/attempts/attempts.service.js';
import { StartingService } from '../src/attempts/starting.service.js';
import type { GradingRule } from '../src/quizzes/dto/settings.dto.js';
import type { QuizApp } from './quiz-app.js';

/** Points of the questions of each version: all are true or false, and true is right. */
export const POINTS = [
  [1, 2, 1],
  [1, 2, 1, 3],
] as const;
const TIME_LIMIT_SECONDS = 600;

export interface Taken {
  readonly id: string;
  readonly learner: number;
  readonly version: number;
  readonly number: number;
  readonly startedAt: number;
  readonly answers: (boolean | undefined)[];
  ended?: { readonly at: number; readonly expired: boolean };
}

interface Pending {
  readonly kind: 'started' | 'submitted';
  readonly attemptId: string;
  readonly version: number;
}

/** What has happened at one quiz, done to the service and written down here, independently of what the service makes of it. */
export class QuizHistory {
  readonly taken: Taken[] = [];
  private readonly pending: Pending[] = [];
  private version = 1;
  private readonly board = unique('history');

  private constructor(
    private readonly quiz: QuizApp,
    readonly author: string,
    readonly quizId: string,
    readonly rule: GradingRule,
  ) {}

  static async begin(quiz: QuizApp, rule: GradingRule): Promise<QuizHistory> {
    const author = await quiz.token(unique('author'), 'author');
    const body = { title: unique('History'), settings: settings(rule), questions: questions(1) };
    const created = await quiz.send('POST', '/v1/quizzes', { token: author, body });
    if (created.status !== 201) throw new Error(created.text);
    const { id } = created.body;
    await quiz.send('POST', `/v1/quizzes/${id}/publish`, { token: author });
    return new QuizHistory(quiz, author, id, rule);
  }

  subject(learner: number): string {
    return `${this.board}-${learner}`;
  }

  async start(learner: number): Promise<void> {
    const starting = this.quiz.app.get(StartingService, { strict: false });
    const { attempt, created } = await starting.start(this.principal(learner), this.quizId, undefined);
    if (!created) return;
    const { id, quizVersion: version, number, startedAt } = attempt;
    const answers = (POINTS[version - 1] ?? []).map(() => undefined);
    this.taken.push({ id, learner, version, number, startedAt: Date.parse(startedAt), answers });
    this.pending.push({ kind: 'started', attemptId: id, version });
  }

  async answer(pick: number, question: number, value: boolean): Promise<void> {
    const one = this.open(pick);
    if (one === undefined) return;
    const { questions: shown } = await this.attempts.open(this.principal(one.learner), one.id);
    const at = question % shown.length;
    const sequence = this.sequence++;
    const response = { type: 'true_false' as const, value };
    const saved = { sequence, response };
    await this.quiz.app
      .get(AnswersService, { strict: false })
      .save(this.principal(one.learner), one.id, shown[at]?.id ?? '', saved);
    one.answers[at] = value;
  }

  async submit(pick: number): Promise<void> {
    const one = this.open(pick);
    if (one === undefined) return;
    this.quiz.clock.advance(1);
    const { attempt } = await this.attempts.submit(this.principal(one.learner), one.id);
    this.over(one, attempt);
  }

  async expire(): Promise<void> {
    this.quiz.clock.advance(TIME_LIMIT_SECONDS + 60);
    for (const one of this.taken.filter(({ ended }) => ended === undefined))
      this.over(one, await this.attempts.get(this.principal(one.learner), one.id));
  }

  async publish(): Promise<void> {
    if (this.version === 2) return;
    const url = `/v1/quizzes/${this.quizId}/draft`;
    const draft = await this.quiz.send('GET', url, { token: this.author });
    const headers = { 'if-match': draft.headers.get('etag') ?? '' };
    const body = { ...draft.body.draft, questions: questions(2) };
    const put = await this.quiz.send('PUT', url, { token: this.author, body, headers });
    if (put.status !== 200) throw new Error(put.text);
    await this.quiz.send('POST', `/v1/quizzes/${this.quizId}/publish`, { token: this.author });
    this.version = 2;
  }

  /** Hands over a batch from anywhere in what is pending. Whoever is handed it may die before it has said so: then it comes again. */
  async deliver(from: number, size: number, acknowledged: boolean, to = this.aggregates): Promise<void> {
    if (this.pending.length === 0) return;
    const at = from % this.pending.length;
    const batch = acknowledged ? this.pending.splice(at, size) : this.pending.slice(at, at + size);
    const events = (kind: Pending['kind']) =>
      batch.filter((one) => one.kind === kind).map((one) => ({ ...one, quizId: this.quizId }) as never);
    await Promise.all([to.started(events('started')), to.submitted(events('submitted'))]);
  }

  async deliverAll(): Promise<void> {
    await this.deliver(0, this.pending.length, true);
  }

  private sequence = 1;

  private open(pick: number): Taken | undefined {
    const open = this.taken.filter(({ ended }) => ended === undefined);
    return open[pick % Math.max(1, open.length)];
  }

  private over(one: Taken, { id, endedAt, state, quizVersion: version }: Attempt): void {
    one.ended = { at: Date.parse(endedAt ?? ''), expired: state === 'expired' };
    this.pending.push({ kind: 'submitted', attemptId: id, version });
  }

  private principal(learner: number) {
    return { subject: this.subject(learner), roles: ['learner' as const] };
  }

  private get attempts(): AttemptsService {
    return this.quiz.app.get(AttemptsService, { strict: false });
  }

  private get aggregates(): AggregatesService {
    return this.quiz.app.get(AggregatesService, { strict: false });
  }
}

function settings(gradingRule: GradingRule) {
  return { timeLimitSeconds: TIME_LIMIT_SECONDS, graceSeconds: 0, gradingRule, leaderboard: 'public' };
}

function questions(version: number) {
  return (POINTS[version - 1] ?? []).map((points, n) => ({
    ...{ type: 'true_false', prompt: `Question ${n}`, answer: true },
    millipoints: points * 1_000,
  }));
}
