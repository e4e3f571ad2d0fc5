import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Answer, ApiProblems, CACHE, Conditional, Lane, Reads } from '@tenfold/bootstrap';
import { CursorCodec, idSchema, mapPage, pageQuery, pageSchema, readPage } from '@tenfold/http';
import { Public } from '@tenfold/identity';
import { z } from 'zod';
import { digits } from '../digits.js';
import { categorySchema, languageSchema, MAX_QUESTIONS, tagSchema } from './dto/authored-quiz.dto.js';
import { placedQuestionSchema } from './dto/public-question.dto.js';
import { quizCardSchema, quizSchema } from './dto/public-quiz.dto.js';
import { QuizzesService } from './quizzes.service.js';

/** A version does not change; the hour bounds how long an archived quiz may still be seen. */
const VERSIONED = 'public, max-age=3600';

const MAX_VERSION = 999_999_999;
const version = digits(1, MAX_VERSION)
  .optional()
  .describe('A published version; the current one when left out');

const listQuery = z.strictObject({
  ...pageQuery,
  category: categorySchema.optional(),
  tag: tagSchema.optional(),
  language: languageSchema.optional(),
});
const versionQuery = z.strictObject({ version });
const questionsQuery = z.strictObject({ ...pageQuery, version });
const positionSchema = digits(1, MAX_QUESTIONS).describe('Counted from 1');

/** Published quizzes, for everybody. No answer here depends on the key. */
@ApiTags('quizzes')
@Controller('v1/quizzes')
export class QuizzesHttpController {
  constructor(
    private readonly quizzes: QuizzesService,
    private readonly cursors: CursorCodec,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List published quizzes' })
  @Public()
  @Reads('bounded')
  @Lane()
  @ApiOkResponse({
    standardSchema: pageSchema(quizCardSchema),
    description: 'Published quizzes, newest first',
  })
  @ApiProblems('cursor_invalid')
  async list(
    @Query({ schema: listQuery }) query: z.infer<typeof listQuery>,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const { cursor, limit, ...filter } = query;
    const scope = `quizzes:${JSON.stringify([filter.category, filter.tag, filter.language])}`;
    const page = await readPage(
      this.cursors,
      { scope, cursor, limit },
      (place, most) => this.quizzes.list(filter, place, most),
      ({ listingId }) => [listingId],
    );
    return answer.page(
      mapPage(page, ({ card }) => card),
      CACHE.shared,
    );
  }

  @Get(':quizId')
  @ApiOperation({ summary: 'Read a published quiz' })
  @Public()
  @Reads('bounded')
  @Lane()
  @ApiOkResponse({ standardSchema: quizSchema, description: 'A published quiz' })
  @ApiProblems('quiz_not_found')
  async get(
    @Param('quizId', { schema: idSchema }) quizId: string,
    @Query({ schema: versionQuery }) query: z.infer<typeof versionQuery>,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    return answer.send(await this.quizzes.get(quizId, query.version), lifetime(query.version));
  }

  @Get(':quizId/questions')
  @ApiOperation({ summary: 'Read the questions of a quiz, page by page' })
  @Public()
  @Reads('bounded')
  @Lane()
  @ApiOkResponse({
    standardSchema: pageSchema(placedQuestionSchema),
    description: 'Questions in the order of the author',
  })
  @ApiProblems('quiz_not_found', 'questions_not_public', 'cursor_invalid')
  async questions(
    @Param('quizId', { schema: idSchema }) quizId: string,
    @Query({ schema: questionsQuery }) query: z.infer<typeof questionsQuery>,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const { cursor, limit, version } = query;
    const page = await readPage(
      this.cursors,
      { scope: `questions:${quizId}`, cursor, limit },
      (place, most) => this.quizzes.questions(quizId, version, place, most),
      ({ version: begun, placed }) => [begun, placed.position],
    );
    // A cursor names the version too.
    const pinned = version !== undefined || cursor !== undefined;
    return answer.page(
      mapPage(page, ({ placed }) => placed),
      pinned ? VERSIONED : CACHE.shared,
    );
  }

  @Get(':quizId/questions/:position')
  @ApiOperation({ summary: 'Read one question of a quiz' })
  @Public()
  @Reads('bounded')
  @Lane()
  @ApiOkResponse({ standardSchema: placedQuestionSchema, description: 'One question' })
  @ApiProblems('quiz_not_found', 'questions_not_public', 'question_not_found')
  question(
    @Param('quizId', { schema: idSchema }) quizId: string,
    @Param('position', { schema: positionSchema }) position: number,
    @Query({ schema: versionQuery }) query: z.infer<typeof versionQuery>,
    @Conditional() answer: Answer,
  ): string | Promise<string> {
    const question = this.quizzes.questionText(quizId, query.version, position);
    const cacheControl = lifetime(query.version);
    if (question instanceof Promise) return question.then((one) => answer.sendPrepared(one, cacheControl));
    return answer.sendPrepared(question, cacheControl);
  }
}

function lifetime(version: number | undefined): string {
  return version === undefined ? CACHE.shared : VERSIONED;
}
