import { Injectable } from '@nestjs/common';
import { bodyHashOf, noteReplay } from '@tenfold/delivery';
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
import { QuizKeysRepository } from './quiz-keys.repository.js';
import { overtaken, quizNotFound, stateConflict } from './quizzes.errors.js';
import { VersionsService } from './versions.service.js';

/** `created`: by this request, or by an earlier one with its key. */
interface CreatedQuiz {
  readonly quiz: QuizWithDraft;
  readonly created: boolean;
}

/** Drafts: written by their author, replaced only by who has seen the present state. */
@Injectable()
export class AuthoringService {
  constructor(
    private readonly repository: AuthoringRepository,
    private readonly keys: QuizKeysRepository,
    private readonly naive: NaiveOwnedQuizzes,
    private readonly versions: VersionsService,
    private readonly clock: Clock,
    private readonly strategies: Strategies,
  ) {}

  /**
   * The same reference again answers with the quiz that is there, so an import may be repeated. The same key again answers with the quiz
   * that it made, as it is by now.
   * @throws AppError idempotency_key_reused when the key was used with another body
   */
  async create(author: Principal, body: CreateQuiz, key?: string): Promise<CreatedQuiz> {
    const { source, externalReference } = body;
    const bucket = source === null ? randomInt(BUCKETS) : bucketOf(`${source}/${externalReference}`);
    const id = newId(bucket, this.clock.now());
    if (key === undefined) return this.store(author, body, id);
    const at = new Date(this.clock.now()).toISOString();
    const bodyHash = bodyHashOf(body);
    const claimed = await this.keys.claim(author.subject, key, bodyHash, id, at);
    if (claimed.bodyHash !== bodyHash) throw new AppError('idempotency_key_reused');
    if (claimed.isDone) {
      noteReplay();
      return this.stored(author, body, claimed.quizId);
    }
    const stored = await this.store(author, body, claimed.quizId);
    await this.keys.finish(author.subject, key);
    return stored;
  }

  /** @param id that of the new quiz; several requests with one key come with the same one, and the first stores it */
  private async store(author: Principal, body: CreateQuiz, id: string): Promise<CreatedQuiz> {
    const { source, externalReference, ...content } = body;
    const now = this.clock.now();
    const bucket = bucketOfId(id);
    const draft = identifyQuestions(content, new Set(), () => newId(bucket, now));
    const digest = draftDigest(draft);
    const at = new Date(now).toISOString();
    const isNew = await this.repository.insert({
      id,
      owner: author.subject,
      source,
      externalReference,
      draft,
      digest,
      at,
    });
    const stored = await this.stored(author, body, id);
    if (!isNew && stored.created) noteReplay();
    return stored;
  }

  /** The quiz with this id; otherwise the one that had the reference before. */
  private async stored({ subject }: Principal, body: CreateQuiz, id: string): Promise<CreatedQuiz> {
    const { source, externalReference } = body;
    const quiz =
      (await this.repository.findWithDraft(id)) ??
      (source === null || externalReference === null
        ? undefined
        : await this.repository.findByReference(bucketOfId(id), subject, source, externalReference));
    // Deleted since: as good as a conflict with whoever did that.
    if (quiz === undefined) throw new AppError('conflict', { detail: 'the quiz was deleted meanwhile' });
    return { quiz, created: quiz.id === id };
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
