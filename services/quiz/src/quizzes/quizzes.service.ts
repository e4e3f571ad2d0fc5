import { Injectable } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import type { FoundRows } from '@tenfold/http';
import { CatalogueRepository, type CatalogueFilter, type CatalogueRow } from './catalogue.repository.js';
import type { PlacedQuestion } from './dto/public-question.dto.js';
import type { Quiz } from './dto/public-quiz.dto.js';
import { VersionsService } from './versions.service.js';

const MAX_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** What everybody may read: published quizzes and their questions. */
@Injectable()
export class QuizzesService {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly versions: VersionsService,
  ) {}

  async list(
    filter: CatalogueFilter,
    before: string | undefined,
    limit: number,
  ): Promise<FoundRows<CatalogueRow>> {
    return this.catalogue.list(filter, before ?? MAX_ID, limit);
  }

  async get(quizId: string, version?: number): Promise<Quiz> {
    return (await this.versions.published(quizId, version)).quiz;
  }

  /** @param after the last position of the page before, 0 for the first page */
  async questions(
    quizId: string,
    version: number | undefined,
    after: number,
    limit: number,
  ): Promise<{ version: number; items: PlacedQuestion[]; last: boolean }> {
    const { quiz, questions } = await this.versions.published(quizId, version);
    const items = questions
      .slice(after, after + limit)
      .map((question, index) => ({ position: after + index + 1, question }));
    return { version: quiz.version, items, last: after + limit >= questions.length };
  }

  async question(quizId: string, version: number | undefined, position: number): Promise<PlacedQuestion> {
    const { questions } = await this.versions.published(quizId, version);
    const question = questions[position - 1];
    if (question === undefined) throw new AppError('question_not_found');
    return { position, question };
  }
}
