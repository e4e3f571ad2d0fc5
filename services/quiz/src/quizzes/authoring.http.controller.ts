import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  type Answer,
  ApiProblems,
  CACHE,
  Conditional,
  RequestHeader,
  SelectedMembers,
} from '@tenfold/bootstrap';
import {
  CursorCodec,
  idempotencyKeySchema,
  idSchema,
  mapPage,
  pageQuery,
  pageSchema,
  readPage,
} from '@tenfold/http';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { authorSummary, authorView, etagOf } from './author-view.js';
import type { QuizWithDraft } from './authoring.repository.js';
import { AuthoringService } from './authoring.service.js';
import {
  authorQuizSchema,
  authorQuizSummarySchema,
  createQuizSchema,
  quizDraftSchema,
  type AuthorQuiz,
  type CreateQuiz,
  type QuizDraft,
} from './dto/authored-quiz.dto.js';
import { PublishingService } from './publishing.service.js';

// Where it is required a missing one is answered by 428, not 400. A blank one is as good as none.
const ifMatchSchema = z
  .string()
  .transform((value) => (value.trim() === '' ? undefined : value))
  .optional()
  .describe('ETag of the state that this request was decided on');
const mineQuery = z.strictObject(pageQuery);

/** What authors do with their own quizzes. Answers carry the key; nothing here is reachable with a learner's token. */
@ApiTags('authoring')
@Controller('v1/quizzes')
export class AuthoringHttpController {
  constructor(
    private readonly authoring: AuthoringService,
    private readonly publishing: PublishingService,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Write a quiz' })
  @Allow('author', 'admin')
  @ApiCreatedResponse({ standardSchema: authorQuizSchema, description: 'The new draft' })
  @ApiOkResponse({
    standardSchema: authorQuizSchema,
    description: 'The quiz that has this reference already',
  })
  @ApiProblems('conflict', 'idempotency_key_reused')
  async create(
    @CurrentPrincipal() author: Principal,
    @RequestHeader('Idempotency-Key', idempotencyKeySchema.optional()) key: string | undefined,
    @Body({ schema: createQuizSchema }) body: CreateQuiz,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthorQuiz> {
    const { quiz, created } = await this.authoring.create(author, body, key);
    reply.code(created ? 201 : 200).header('location', `/v1/quizzes/${quiz.id}/draft`);
    return answered(reply, quiz);
  }

  @Get('mine')
  @ApiOperation({ summary: 'List your own quizzes' })
  @Allow('author', 'admin')
  @ApiOkResponse({
    standardSchema: pageSchema(authorQuizSummarySchema),
    description: 'Own quizzes, newest first',
  })
  async mine(
    @CurrentPrincipal() author: Principal,
    @Query({ schema: mineQuery }) query: z.infer<typeof mineQuery>,
    @SelectedMembers() members: readonly string[] | undefined,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const page = await readPage(
      this.cursors,
      { scope: `quizzes-of:${author.subject}`, ...query, cursor: query.cursor },
      (place, most) => this.authoring.listOwned(author, place, most, members),
      ({ id }) => [id],
    );
    return answer.page(mapPage(page, authorSummary), CACHE.secret);
  }

  @Get(':quizId/draft')
  @ApiOperation({ summary: 'Read the draft of a quiz, with its key' })
  @Allow('author', 'admin')
  @ApiOkResponse({ standardSchema: authorQuizSchema, description: 'The quiz with its draft and key' })
  @ApiProblems('quiz_not_found')
  async draft(
    @CurrentPrincipal() author: Principal,
    @Param('quizId', { schema: idSchema }) quizId: string,
    @SelectedMembers() members: readonly string[] | undefined,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const quiz = await this.authoring.get(author, quizId, members);
    return answer.send(authorView(quiz), CACHE.secret, etagOf(quiz));
  }

  @Put(':quizId/draft')
  @ApiOperation({ summary: 'Edit the draft of a quiz' })
  @Allow('author', 'admin')
  @ApiOkResponse({ standardSchema: authorQuizSchema, description: 'The quiz with its new draft' })
  @ApiProblems('quiz_not_found', 'quiz_state_conflict', 'precondition_required', 'precondition_failed')
  async replaceDraft(
    @CurrentPrincipal() author: Principal,
    @Param('quizId', { schema: idSchema }) quizId: string,
    @RequestHeader('If-Match', ifMatchSchema, { required: true }) ifMatch: string | undefined,
    @Body({ schema: quizDraftSchema }) body: QuizDraft,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthorQuiz> {
    return answered(reply, await this.authoring.replaceDraft(author, quizId, ifMatch, body));
  }

  @Post(':quizId/publish')
  @ApiOperation({ summary: 'Publish the draft as a new version' })
  @HttpCode(200)
  @Allow('author', 'admin')
  @ApiOkResponse({
    standardSchema: authorQuizSchema,
    description: 'The quiz, published; nothing new when nothing had changed',
  })
  @ApiProblems('quiz_not_found', 'quiz_state_conflict', 'conflict', 'precondition_failed')
  async publish(
    @CurrentPrincipal() author: Principal,
    @Param('quizId', { schema: idSchema }) quizId: string,
    @RequestHeader('If-Match', ifMatchSchema) ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthorQuiz> {
    return answered(reply, await this.publishing.publish(author, quizId, ifMatch));
  }

  @Post(':quizId/archive')
  @ApiOperation({ summary: 'Take a quiz out of circulation' })
  @HttpCode(200)
  @Allow('author', 'admin')
  @ApiOkResponse({
    standardSchema: authorQuizSchema,
    description: 'The quiz, no longer listed or open to new attempts',
  })
  @ApiProblems('quiz_not_found', 'quiz_state_conflict', 'precondition_failed')
  async archive(
    @CurrentPrincipal() author: Principal,
    @Param('quizId', { schema: idSchema }) quizId: string,
    @RequestHeader('If-Match', ifMatchSchema) ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthorQuiz> {
    return answered(reply, await this.authoring.archive(author, quizId, ifMatch));
  }

  @Delete(':quizId')
  @ApiOperation({ summary: 'Delete a quiz that was never published' })
  @HttpCode(204)
  @Allow('author', 'admin')
  @ApiNoContentResponse({ description: 'Deleted: it had never been published' })
  @ApiProblems('quiz_not_found', 'quiz_state_conflict', 'precondition_required', 'precondition_failed')
  async remove(
    @CurrentPrincipal() author: Principal,
    @Param('quizId', { schema: idSchema }) quizId: string,
    @RequestHeader('If-Match', ifMatchSchema, { required: true }) ifMatch: string | undefined,
  ): Promise<void> {
    await this.authoring.remove(author, quizId, ifMatch);
  }
}

function answered(reply: FastifyReply, quiz: QuizWithDraft): AuthorQuiz {
  reply.headers({ etag: etagOf(quiz), 'cache-control': CACHE.secret });
  return authorView(quiz);
}
