import { Injectable } from '@nestjs/common';
import { Cache } from '@tenfold/cache';
import { bucketOfId } from '@tenfold/ids';
import { Lru } from '../lru.js';
import type { PublicQuestion } from './dto/public-question.dto.js';
import type { Quiz } from './dto/public-quiz.dto.js';
import { quizNotFound } from './quizzes.errors.js';
import { VersionsRepository } from './versions.repository.js';

/** A published version as learners see it. It never changes, so it may be kept for as long as there is room. */
export interface QuizVersion {
  readonly quiz: Quiz;
  readonly questions: readonly PublicQuestion[];
}

const HOUR_MS = 3_600_000;
/** Characters of JSON; the objects made of them take about four times as many bytes. */
const LOCAL_BUDGET = 16_000_000;

/** Reads versions from the process, then Redis, then the quiz's shard. Holds no keys. */
@Injectable()
export class VersionsService {
  private readonly local = new Lru<QuizVersion>(LOCAL_BUDGET);

  constructor(
    private readonly versions: VersionsRepository,
    private readonly cache: Cache,
  ) {}

  /** @throws AppError quiz_not_found: not published, or without that version */
  async published(quizId: string, version?: number): Promise<QuizVersion> {
    const current = await this.versions.current(quizId);
    if (current === undefined || (version ?? current) > current) throw quizNotFound();
    return this.pinned(quizId, version ?? current);
  }

  /** A version that something refers to: there even when the quiz has been archived since. */
  async pinned(quizId: string, version: number): Promise<QuizVersion> {
    const key = `quiz:{b${bucketOfId(quizId)}}:version:${quizId}:${version}`;
    const known = this.local.get(key);
    if (known !== undefined) return known;
    const text = await this.cache.getOrLoad(key, HOUR_MS, async () => {
      const content = await this.versions.content(quizId, version);
      if (content === undefined) throw quizNotFound();
      return content;
    });
    const loaded = JSON.parse(text) as QuizVersion;
    this.local.set(key, loaded, text.length);
    return loaded;
  }
}
