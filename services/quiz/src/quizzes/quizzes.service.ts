import { Injectable } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import { readFrom, Representation, type FoundRows, type Place } from '@tenfold/http';
import type { CatalogueFilter, CatalogueRow } from './catalogue.repository.js';
import { CatalogueService } from './catalogue.service.js';
import { Clock } from '../clock.js';
import type { PlacedQuestion } from './dto/public-question.dto.js';
import type { Quiz } from './dto/public-quiz.dto.js';
import { VersionsService, type QuizVersion } from './versions.service.js';
import { requirePublicQuestions } from './visibility.js';

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
    private readonly clock: Clock,
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
    const { quiz, questions } = await this.readable(quizId, version ?? begun);
    const rows = questions.map((question, index) => ({
      version: quiz.version,
      placed: { position: index + 1, question },
    }));
    return readFrom(rows, place, ({ placed }, [, position]) => placed.position - Number(position), limit);
  }

  async question(quizId: string, version: number | undefined, position: number): Promise<PlacedQuestion> {
    return placedIn(await this.readable(quizId, version), position);
  }

  /** The same as it is sent, made once for each version that is in memory; at once where it is. */
  questionText(
    quizId: string,
    version: number | undefined,
    position: number,
  ): Representation | Promise<Representation> {
    const found = this.readable(quizId, version);
    if (found instanceof Promise) return found.then((content) => this.textIn(content, position));
    return this.textIn(found, position);
  }

  /**
   * A version whose questions are for everybody, by its own rules and by those in force: an earlier version of what is an exam by now has
   * its questions.
   */
  private readable(quizId: string, version: number | undefined): QuizVersion | Promise<QuizVersion> {
    const current = this.versions.published(quizId);
    if (current instanceof Promise)
      return current.then((content) => this.readableOf(content, quizId, version));
    return this.readableOf(current, quizId, version);
  }

  private readableOf(
    current: QuizVersion,
    quizId: string,
    version: number | undefined,
  ): QuizVersion | Promise<QuizVersion> {
    requirePublicQuestions(current.quiz, this.clock.now());
    if (version === undefined || version === current.quiz.version) return current;
    const earlier = this.versions.published(quizId, version);
    if (earlier instanceof Promise) return earlier.then((content) => this.open(content));
    return this.open(earlier);
  }

  private open(content: QuizVersion): QuizVersion {
    requirePublicQuestions(content.quiz, this.clock.now());
    return content;
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
