import { Injectable } from '@nestjs/common';
import { Cache, immutable, mutable } from '@tenfold/cache';
import { bucketOfId } from '@tenfold/ids';
import type { QuizHead } from './authoring.repository.js';
import type { PublicQuestion } from './dto/public-question.dto.js';
import type { Quiz } from './dto/public-quiz.dto.js';
import { quizNotFound } from './quizzes.errors.js';
import { VersionsRepository } from './versions.repository.js';

/** A published version as learners see it. It never changes, so it may be kept for as long as there is room. */
export interface QuizVersion {
  readonly quiz: Quiz;
  readonly questions: readonly PublicQuestion[];
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

  constructor(
    private readonly versions: VersionsRepository,
    private readonly cache: Cache,
  ) {}

  /**
   * At once where this process has it, which saves a hot answer six promises.
   * @throws AppError quiz_not_found: not published, or without that version
   */
  published(quizId: string, version?: number): QuizVersion | Promise<QuizVersion> {
    const kept = this.cache.kept(POINTER, pointerOf(quizId));
    if (kept === undefined) return this.loadPublished(quizId, version);
    return this.pinned(quizId, versionIn(kept.body, version));
  }

  /** A version that something refers to: there even when the quiz has been archived since. */
  pinned(quizId: string, version: number): QuizVersion | Promise<QuizVersion> {
    const key = `quiz:{b${bucketOfId(quizId)}}:version:${quizId}:${version}`;
    const kept = this.cache.kept(CONTENT, key);
    return kept === undefined ? this.loadPinned(key, quizId, version) : this.contentIn(kept.body);
  }

  private async loadPublished(quizId: string, version?: number): Promise<QuizVersion> {
    const { body } = await this.cache.get(POINTER, pointerOf(quizId), async () => {
      const current = await this.versions.current(quizId);
      const at = current?.version ?? null;
      return { version: current?.revision ?? 0, body: at === null ? undefined : Buffer.from(String(at)) };
    });
    return this.pinned(quizId, versionIn(body, version));
  }

  private async loadPinned(key: string, quizId: string, version: number): Promise<QuizVersion> {
    const { body } = await this.cache.get(CONTENT, key, async () => {
      const content = await this.versions.content(quizId, version);
      return { version, body: content === undefined ? undefined : Buffer.from(content) };
    });
    return this.contentIn(body);
  }

  private contentIn(body: Buffer | undefined): QuizVersion {
    if (body === undefined) throw quizNotFound();
    const known = this.parsed.get(body);
    if (known !== undefined) return known;
    const parsed = JSON.parse(body.toString()) as QuizVersion;
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

/** @param body what the pointer says: the version that the quiz is at */
function versionIn(body: Buffer | undefined, version: number | undefined): number {
  const current = Number(body?.toString('latin1') ?? 0);
  if (body === undefined || (version ?? current) > current) throw quizNotFound();
  return version ?? current;
}

const pointerOf = (quizId: string): string => `quiz:{b${bucketOfId(quizId)}}:current:${quizId}`;
