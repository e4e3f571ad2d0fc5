import { Injectable } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import { requireIfMatch, type Place } from '@tenfold/http';
import { ownsOrHasRole, type Principal } from '@tenfold/identity';
import { bucketOf, bucketOfId, BUCKETS, newId } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import { randomInt } from 'node:crypto';
import { Clock } from '../clock.js';
import { NaiveOwnedQuizzes } from './authoring.naive.js';
import { etagOf } from './author-view.js';
import { AuthoringRepository, type QuizHead, type QuizWithDraft } from './authoring.repository.js';
import { draftDigest, identifyQuestions } from './draft-identity.js';
import type { CreateQuiz, QuizDraft } from './dto/authored-quiz.dto.js';
import { overtaken, quizNotFound, stateConflict } from './quizzes.errors.js';
import { VersionsService } from './versions.service.js';

/** Drafts: written by their author, replaced only by who has seen the present state. */
@Injectable()
export class AuthoringService {
  constructor(
    private readonly repository: AuthoringRepository,
    private readonly naive: NaiveOwnedQuizzes,
    private readonly versions: VersionsService,
    private readonly clock: Clock,
    private readonly strategies: Strategies,
  ) {}

  /** The same reference again answers with the quiz that is there, so an import may be repeated. */
  async create(author: Principal, body: CreateQuiz): Promise<{ quiz: QuizWithDraft; created: boolean }> {
    const { source, externalReference, ...content } = body;
    const now = this.clock.now();
    const bucket = source === null ? randomInt(BUCKETS) : bucketOf(`${source}/${externalReference}`);
    const id = newId(bucket, now);
    const draft = identifyQuestions(content, new Set(), () => newId(bucket, now));
    const digest = draftDigest(draft);
    const at = new Date(now).toISOString();
    const created = await this.repository.insert({
      id,
      owner: author.subject,
      source,
      externalReference,
      draft,
      digest,
      at,
    });
    const quiz = created
      ? await this.repository.findWithDraft(id)
      : await this.repository.findByReference(bucket, author.subject, source ?? '', externalReference ?? '');
    // Deleted between the two statements: as good as a conflict with whoever did that.
    if (quiz === undefined) throw new AppError('conflict', { detail: 'the quiz was deleted meanwhile' });
    return { quiz, created };
  }

  /** @param members those that have to be read; all when left out */
  async get(principal: Principal, quizId: string, members?: readonly string[]): Promise<QuizWithDraft> {
    const quiz = await this.repository.findWithDraft(quizId, members);
    if (quiz === undefined || !ownsOrHasRole(principal, quiz.owner, 'admin')) throw quizNotFound();
    return quiz;
  }

  async replaceDraft(
    principal: Principal,
    quizId: string,
    ifMatch: string | undefined,
    content: QuizDraft,
  ): Promise<QuizWithDraft> {
    const quiz = await this.get(principal, quizId);
    requireIfMatch(ifMatch, etagOf(quiz));
    refuseArchived(quiz);
    const now = this.clock.now();
    const known = new Set(quiz.draft.questions.map((question) => question.id));
    const draft = identifyQuestions(content, known, () => newId(bucketOfId(quiz.id), now));
    const digest = draftDigest(draft);
    // The same content again is no change: the revision stays, and with it every ETag in a client's hand.
    if (digest === quiz.draftDigest) return quiz;
    if (!(await this.repository.replaceDraft(quiz, draft, digest, new Date(now).toISOString())))
      throw overtaken();
    return this.get(principal, quizId);
  }

  async archive(principal: Principal, quizId: string, ifMatch: string | undefined): Promise<QuizWithDraft> {
    const quiz = await this.get(principal, quizId);
    if (ifMatch !== undefined) requireIfMatch(ifMatch, etagOf(quiz));
    if (quiz.status === 'archived') return quiz;
    if (quiz.status === 'draft')
      throw stateConflict('a quiz that was never published is deleted, not archived');
    const at = new Date(this.clock.now()).toISOString();
    if (!(await this.versions.changing(quiz, () => this.repository.archive(quiz, at)))) throw overtaken();
    return this.get(principal, quizId);
  }

  async remove(principal: Principal, quizId: string, ifMatch: string | undefined): Promise<void> {
    const quiz = await this.get(principal, quizId);
    requireIfMatch(ifMatch, etagOf(quiz));
    if (quiz.publishedVersion !== null)
      throw stateConflict('a quiz that was published is archived, not deleted');
    if (!(await this.repository.remove(quiz))) throw overtaken();
  }

  async listOwned(
    principal: Principal,
    place: Place,
    limit: number,
    members: readonly string[] | undefined,
  ): Promise<QuizHead[]> {
    const lists = this.strategies.isOn('pagination') ? this.repository : this.naive;
    return lists.listOwned(principal.subject, place, limit, members);
  }
}

export function refuseArchived(quiz: QuizHead): void {
  if (quiz.status === 'archived') throw stateConflict('an archived quiz does not change any more');
}
