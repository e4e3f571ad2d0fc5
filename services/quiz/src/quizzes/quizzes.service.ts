import { Injectable } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import { readFrom, Representation, type FoundRows, type Place } from '@tenfold/http';
import type { CatalogueFilter, CatalogueRow } from './catalogue.repository.js';
import { CatalogueService } from './catalogue.service.js';
import type { PlacedQuestion } from './dto/public-question.dto.js';
import type { Quiz } from './dto/public-quiz.dto.js';
import { VersionsService, type QuizVersion } from './versions.service.js';

export interface VersionedQuestion {
  readonly version: number;
  readonly placed: PlacedQuestion;
}

/** What everybody may read: published quizzes and their questions. */
@Injectable()
export class QuizzesService {
  /** Questions as they are sent, by their positions; they go with the content that they are of. */
  private readonly texts = new WeakMap<QuizVersion, Representation[]>();

  constructor(
    private readonly catalogue: CatalogueService,
    private readonly versions: VersionsService,
  ) {}

  async list(filter: CatalogueFilter, place: Place, limit: number): Promise<FoundRows<CatalogueRow>> {
    return this.catalogue.list(filter, place, limit);
  }

  async get(quizId: string, version?: number): Promise<Quiz> {
    return (await this.versions.published(quizId, version)).quiz;
  }

  /**
   * The cursor's key is (version, position): a list that was begun goes on in the version it was begun in. A version is in memory as
   * a whole, so a page of it is cut there, whatever the strategy.
   */
  async questions(
    quizId: string,
    version: number | undefined,
    place: Place,
    limit: number,
  ): Promise<VersionedQuestion[]> {
    const [begun] = place.key as number[];
    const { quiz, questions } = await this.versions.published(quizId, version ?? begun);
    const rows = questions.map((question, index) => ({
      version: quiz.version,
      placed: { position: index + 1, question },
    }));
    return readFrom(rows, place, ({ placed }, [, position]) => placed.position - Number(position), limit);
  }

  async question(quizId: string, version: number | undefined, position: number): Promise<PlacedQuestion> {
    return placedIn(await this.versions.published(quizId, version), position);
  }

  /** The same as it is sent, made once for each version that is in memory; at once where it is. */
  questionText(
    quizId: string,
    version: number | undefined,
    position: number,
  ): Representation | Promise<Representation> {
    const found = this.versions.published(quizId, version);
    if (found instanceof Promise) return found.then((content) => this.textIn(content, position));
    return this.textIn(found, position);
  }

  private textIn(content: QuizVersion, position: number): Representation {
    let texts = this.texts.get(content);
    if (texts === undefined) this.texts.set(content, (texts = []));
    return (texts[position] ??= new Representation(JSON.stringify(placedIn(content, position)), 'kept'));
  }
}

function placedIn({ questions }: QuizVersion, position: number): PlacedQuestion {
  const question = questions[position - 1];
  if (question === undefined) throw new AppError('question_not_found');
  return { position, question };
}
