import { Injectable } from '@nestjs/common';
import { ALL_IDS, mergeSorted, scatter, Shards } from '@tenfold/database';
import { traceOfEvents } from '@tenfold/delivery';
import type { Place } from '@tenfold/http';
import { bucketOfId } from '@tenfold/ids';
import * as sql from './authoring.statements.js';
import type { CompiledQuiz } from './compile-draft.js';
import type { IdentifiedDraft } from './draft-identity.js';
import type { QuizStatus } from './dto/authored-quiz.dto.js';
import type { Quiz, QuizCard } from './dto/public-quiz.dto.js';
import type { QuizSettings } from './dto/settings.dto.js';

export interface QuizHead {
  readonly id: string;
  readonly owner: string;
  readonly status: QuizStatus;
  readonly source: string | null;
  readonly externalReference: string | null;
  readonly revision: number;
  readonly title: string;
  readonly questionCount: number;
  readonly draftDigest: string;
  readonly publishedVersion: number | null;
  readonly publishedDigest: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface QuizWithDraft extends QuizHead {
  /** The draft's settings, which warnings are made of; null where they are not wanted. */
  readonly warnings: QuizSettings | null;
  readonly draft: IdentifiedDraft;
}

export interface NewQuiz {
  readonly id: string;
  readonly owner: string;
  readonly source: string | null;
  readonly externalReference: string | null;
  readonly draft: IdentifiedDraft;
  readonly digest: string;
  readonly at: string;
}

export interface Publication {
  readonly quiz: Quiz;
  readonly card: QuizCard;
  readonly compiled: CompiledQuiz;
  readonly listingId: string;
  /** Whether the catalogue has it. */
  readonly listed: boolean;
  readonly event: { readonly id: string; readonly subject: string; readonly payload: unknown };
}

/** Authors' rows. What is written names the revision it was decided on: no row comes back when another writer was first. */
@Injectable()
export class AuthoringRepository {
  constructor(private readonly shards: Shards) {}

  async insert(quiz: NewQuiz): Promise<boolean> {
    const { id, owner, source, externalReference, draft, digest, at } = quiz;
    const values = [
      bucketOfId(id),
      id,
      owner,
      source,
      externalReference,
      draft.title,
      draft.questions.length,
    ];
    const rows = await this.shards
      .forId(id)
      .query(sql.INSERT, [...values, digest, at, JSON.stringify(draft)]);
    return rows.length === 1;
  }

  /** @param members those that have to be read; all when left out */
  async findWithDraft(quizId: string, members?: readonly string[]): Promise<QuizWithDraft | undefined> {
    const values = [bucketOfId(quizId), quizId, members ?? null];
    return (await this.shards.forId(quizId).read<QuizWithDraft>(sql.FIND_WITH_DRAFT, values))[0];
  }

  async findByReference(
    bucket: number,
    owner: string,
    source: string,
    externalReference: string,
  ): Promise<QuizWithDraft | undefined> {
    const values = [bucket, owner, source, externalReference];
    return (await this.shards.forBucket(bucket).read<QuizWithDraft>(sql.FIND_BY_REFERENCE, values))[0];
  }

  async replaceDraft(head: QuizHead, draft: IdentifiedDraft, digest: string, at: string): Promise<boolean> {
    const values = [bucketOfId(head.id), head.id, head.revision, draft.title, draft.questions.length];
    const rows = await this.shards
      .forId(head.id)
      .query(sql.REPLACE_DRAFT, [...values, digest, at, JSON.stringify(draft)]);
    return rows.length === 1;
  }

  async remove(head: QuizHead): Promise<boolean> {
    const values = [bucketOfId(head.id), head.id, head.revision];
    return (await this.shards.forId(head.id).query(sql.REMOVE, values)).length === 1;
  }

  async publish(head: QuizHead, publication: Publication): Promise<boolean> {
    const { quiz, card, compiled, listingId, listed, event } = publication;
    const rows = await this.shards
      .forId(head.id)
      .query(sql.PUBLISH, [
        ...[bucketOfId(head.id), head.id, head.revision, quiz.version, quiz.publishedAt],
        ...[JSON.stringify(quiz), JSON.stringify(compiled.keys), JSON.stringify(compiled.questions)],
        ...[listingId, quiz.category, quiz.tags, quiz.language, JSON.stringify(card)],
        ...[event.id, event.subject, JSON.stringify(event.payload), traceOfEvents(), listed],
      ]);
    return rows.length === 1;
  }

  async archive(head: QuizHead, at: string): Promise<boolean> {
    const values = [bucketOfId(head.id), head.id, head.revision, at];
    return (await this.shards.forId(head.id).query(sql.ARCHIVE, values)).length === 1;
  }

  /** An author's quizzes are in many buckets: asked of each shard, newest first. */
  async listOwned(
    owner: string,
    { direction, key: [id = ALL_IDS.below] }: Place,
    limit: number,
    members?: readonly string[],
  ): Promise<QuizHead[]> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.read<QuizHead>(sql.LIST_OWNED[direction], [owner, id, limit, own, members ?? null]),
    );
    const newestFirst = direction === 'forward';
    return mergeSorted(lists, (a, b) => (a.id > b.id === newestFirst ? -1 : 1), limit);
  }
}
