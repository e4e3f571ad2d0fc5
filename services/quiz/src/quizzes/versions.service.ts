import { Injectable } from '@nestjs/common';
import { Cache, immutable, mutable, type Loaded } from '@tenfold/cache';
import { bucketOfId } from '@tenfold/ids';
import type { QuizHead } from './authoring.repository.js';
import type { PublicQuestion } from './dto/public-question.dto.js';
import type { Quiz } from './dto/public-quiz.dto.js';
import { quizNotFound } from './quizzes.errors.js';
import { VersionsRepository } from './versions.repository.js';
import { shownSettings } from './visibility.js';

/** A published version as learners see it. It never changes, so it may be kept for as long as there is room. */
export interface QuizVersion {
  readonly quiz: Quiz;
  readonly questions: readonly PublicQuestion[];
}

/** What the pointer of a quiz says, with the key that it leads to: to make that anew takes as long as to look it up. */
interface Pointer {
  readonly version: number;
  readonly contentKey: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Which version a quiz is at: the one thing about published quizzes that changes. Served for an hour when its shard is down. */
const POINTER = mutable({ name: 'quiz.current', l2Ms: MINUTE_MS, staleMs: HOUR_MS, negativeMs: 5_000 });
/** The objects made of the JSON are kept with it, and take about four times as many bytes; finished answers about twice as many. */
const CONTENT = immutable({ name: 'quiz.version', l2Ms: 24 * HOUR_MS, weight: 7 });

/** Reads versions from the process, then Redis, then the quiz's shard. Holds no keys. */
@Injectable()
export class VersionsService {
  /** Goes with the bytes that the cache keeps, so that a version is parsed once. */
  private readonly parsed = new WeakMap<Buffer, QuizVersion>();
  private readonly pointers = new WeakMap<Buffer, Pointer>();

  constructor(
    private readonly versions: VersionsRepository,
    private readonly cache: Cache,
  ) {}

  /**
   * At once where this process has it, which saves a hot answer six promises.
   * @throws AppError quiz_not_found: not published, or without that version
   */
  published(quizId: string, version?: number): QuizVersion | Promise<QuizVersion> {
    const kept = this.cache.kept(POINTER, pointerOf(quizId), () => this.loadPointer(quizId));
    if (kept === undefined) return this.loadPublished(quizId, version);
    return this.at(this.pointerIn(quizId, kept.body), quizId, version);
  }

  /** A version that something refers to: there even when the quiz has been archived since. */
  pinned(quizId: string, version: number): QuizVersion | Promise<QuizVersion> {
    return this.content(contentOf(quizId, version), quizId, version);
  }

  private at(
    pointer: Pointer,
    quizId: string,
    version = pointer.version,
  ): QuizVersion | Promise<QuizVersion> {
    if (version > pointer.version) throw quizNotFound();
    if (version < pointer.version) return this.pinned(quizId, version);
    return this.content(pointer.contentKey, quizId, version);
  }

  private content(key: string, quizId: string, version: number): QuizVersion | Promise<QuizVersion> {
    const kept = this.cache.kept(CONTENT, key, () => this.loadContent(quizId, version));
    return kept === undefined ? this.loadPinned(key, quizId, version) : this.contentIn(kept.body);
  }

  private async loadPublished(quizId: string, version?: number): Promise<QuizVersion> {
    const { body } = await this.cache.get(POINTER, pointerOf(quizId), () => this.loadPointer(quizId));
    return this.at(this.pointerIn(quizId, body), quizId, version);
  }

  private async loadPinned(key: string, quizId: string, version: number): Promise<QuizVersion> {
    const { body } = await this.cache.get(CONTENT, key, () => this.loadContent(quizId, version));
    return this.contentIn(body);
  }

  private async loadPointer(quizId: string): Promise<Loaded> {
    const current = await this.versions.current(quizId);
    const at = current?.version ?? null;
    return { version: current?.revision ?? 0, body: at === null ? undefined : Buffer.from(String(at)) };
  }

  private async loadContent(quizId: string, version: number): Promise<Loaded> {
    const content = await this.versions.content(quizId, version);
    return { version, body: content === undefined ? undefined : Buffer.from(content) };
  }

  /** @param body what the pointer says: the version that the quiz is at */
  private pointerIn(quizId: string, body: Buffer | undefined): Pointer {
    if (body === undefined) throw quizNotFound();
    const known = this.pointers.get(body);
    if (known !== undefined) return known;
    const version = Number(body.toString('latin1'));
    const pointer = { version, contentKey: contentOf(quizId, version) };
    this.pointers.set(body, pointer);
    return pointer;
  }

  private contentIn(body: Buffer | undefined): QuizVersion {
    if (body === undefined) throw quizNotFound();
    const known = this.parsed.get(body);
    if (known !== undefined) return known;
    const { quiz, questions } = JSON.parse(body.toString()) as QuizVersion;
    const parsed = { quiz: { ...quiz, settings: shownSettings(quiz.settings) }, questions };
    this.parsed.set(body, parsed);
    return parsed;
  }

  /**
   * Around a write that changes which version is current.
   * @param write on this state of the quiz; says whether it was done, and raises the revision by one
   */
  async changing({ id, revision }: QuizHead, write: () => Promise<boolean>): Promise<boolean> {
    return this.cache.change(pointerOf(id), write, (done) => (done ? revision + 1 : undefined));
  }
}

const pointerOf = (quizId: string): string => `quiz:{b${bucketOfId(quizId)}}:current:${quizId}`;

const contentOf = (quizId: string, version: number): string =>
  `quiz:{b${bucketOfId(quizId)}}:version:${quizId}:${version}`;
