import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  type Answer,
  ApiProblems,
  CACHE,
  Conditional,
  RequestHeader,
  SelectedMembers,
} from '@tenfold/bootstrap';
import { AppError } from '@tenfold/errors';
import {
  CursorCodec,
  idempotencyKeySchema,
  idSchema,
  mapPage,
  pageQuery,
  pageSchema,
  readFrom,
  readPage,
} from '@tenfold/http';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Clock } from '../clock.js';
import { digits } from '../digits.js';
import { MAX_QUESTIONS } from '../quizzes/dto/authored-quiz.dto.js';
import { AnswersService } from './answers.service.js';
import type { SavedAnswer } from './attempt.js';
import { attemptQuestion, attemptSummary, attemptView, startedView } from './attempt-view.js';
import { AttemptsService } from './attempts.service.js';
import { needsOfResult, needsOfView } from './needs.js';
import {
  attemptQuestionSchema,
  attemptSchema,
  attemptSummarySchema,
  saveAnswerSchema,
  savedAnswerSchema,
  startAttemptSchema,
  type AttemptView,
} from './dto/attempt.dto.js';
import { resultSchema, type AttemptResult } from './dto/result.dto.js';
import { ResultsService } from './results.service.js';
import { StartingService } from './starting.service.js';

const listQuery = z.strictObject(pageQuery);
const positionSchema = digits(1, MAX_QUESTIONS).describe('Counted from 1, in the order of this attempt');

/** A learner's attempts. Administrators may look, nobody else's hand may write. */
@ApiTags('attempts')
@Controller('v1/attempts')
export class AttemptsHttpController {
  constructor(
    private readonly attempts: AttemptsService,
    private readonly starting: StartingService,
    private readonly answers: AnswersService,
    private readonly results: ResultsService,
    private readonly cursors: CursorCodec,
    private readonly clock: Clock,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Start an attempt' })
  @Allow('learner')
  @ApiCreatedResponse({ standardSchema: attemptSchema, description: 'The attempt; its clock runs' })
  @ApiOkResponse({
    standardSchema: attemptSchema,
    description:
      'The attempt that was in progress already, as it stands now: a learner has one at a time for each quiz',
  })
  @ApiProblems(
    'quiz_not_found',
    'quiz_not_open',
    'quiz_closed',
    'attempts_exhausted',
    'conflict',
    'idempotency_key_reused',
  )
  async start(
    @CurrentPrincipal() learner: Principal,
    @RequestHeader('Idempotency-Key', idempotencyKeySchema.optional()) key: string | undefined,
    @Body({ schema: startAttemptSchema }) body: z.infer<typeof startAttemptSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AttemptView> {
    const { attempt, created } = await this.starting.start(learner, body.quizId, key);
    reply.headers({ location: `/v1/attempts/${attempt.id}`, 'cache-control': CACHE.secret });
    if (created) return startedView(attempt, await this.attempts.questionCount(attempt));
    void reply.status(200);
    return attemptView(
      await this.attempts.show(attempt, needsOfView(undefined, 'answeredPositions')),
      this.clock.now(),
    );
  }

  @Get()
  @ApiOperation({ summary: 'List your own attempts' })
  @Allow('learner')
  @ApiOkResponse({
    standardSchema: pageSchema(attemptSummarySchema),
    description: 'Own attempts, newest first',
  })
  @ApiProblems('cursor_invalid')
  async list(
    @CurrentPrincipal() learner: Principal,
    @Query({ schema: listQuery }) query: z.infer<typeof listQuery>,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const page = await readPage(
      this.cursors,
      { scope: `attempts-of:${learner.subject}`, ...query, cursor: query.cursor },
      (place, most) => this.attempts.list(learner, place, most),
      ({ id }) => [id],
    );
    const now = this.clock.now();
    return answer.page(
      mapPage(page, (attempt) => attemptSummary(attempt, now)),
      CACHE.secret,
    );
  }

  @Get(':attemptId')
  @ApiOperation({ summary: 'See where an attempt stands' })
  @Allow('learner', 'admin')
  @ApiOkResponse({
    standardSchema: attemptSchema,
    description: 'Where the learner stands: all that is needed to resume',
  })
  @ApiProblems('attempt_not_found')
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param('attemptId', { schema: idSchema }) attemptId: string,
    @SelectedMembers() members: readonly string[] | undefined,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const opened = await this.attempts.open(principal, attemptId, needsOfView(members, 'answeredPositions'));
    return answer.send(attemptView(opened, this.clock.now()), CACHE.secret);
  }

  @Get(':attemptId/questions')
  @ApiOperation({ summary: 'Read the questions of an attempt, page by page' })
  @Allow('learner', 'admin')
  @ApiOkResponse({
    standardSchema: pageSchema(attemptQuestionSchema),
    description: 'Questions in the order of the attempt',
  })
  @ApiProblems('attempt_not_found', 'cursor_invalid')
  async questions(
    @CurrentPrincipal() principal: Principal,
    @Param('attemptId', { schema: idSchema }) attemptId: string,
    @Query({ schema: listQuery }) query: z.infer<typeof listQuery>,
    @SelectedMembers() members: readonly string[] | undefined,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const needs = needsOfView(members, 'answer');
    const page = await readPage(
      this.cursors,
      { scope: `attempt-questions:${attemptId}`, ...query, cursor: query.cursor },
      async (place, most) => {
        const { questions, answers } = await this.attempts.open(principal, attemptId, needs);
        const rows = questions.map((question, index) => attemptQuestion(question, index + 1, answers));
        return readFrom(rows, place, ({ position }, [key]) => position - Number(key), most);
      },
      ({ position }) => [position],
    );
    return answer.page(page, CACHE.secret);
  }

  @Get(':attemptId/questions/:position')
  @ApiOperation({ summary: 'Read one question of an attempt' })
  @Allow('learner', 'admin')
  @ApiOkResponse({
    standardSchema: attemptQuestionSchema,
    description: 'One question and the answer saved for it',
  })
  @ApiProblems('attempt_not_found', 'question_not_found')
  async question(
    @CurrentPrincipal() principal: Principal,
    @Param('attemptId', { schema: idSchema }) attemptId: string,
    @Param('position', { schema: positionSchema }) position: number,
    @SelectedMembers() members: readonly string[] | undefined,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const { questions, answers } = await this.attempts.open(
      principal,
      attemptId,
      needsOfView(members, 'answer'),
    );
    const question = questions[position - 1];
    if (question === undefined) throw new AppError('question_not_found');
    return answer.send(attemptQuestion(question, position, answers), CACHE.secret);
  }

  @Put(':attemptId/answers/:questionId')
  @ApiOperation({ summary: 'Save an answer' })
  @Allow('learner')
  @ApiOkResponse({
    standardSchema: savedAnswerSchema,
    description: 'The answer that is stored now: this one, or a newer one',
  })
  @ApiProblems('attempt_not_found', 'question_not_found', 'attempt_ended', 'answer_too_late')
  async saveAnswer(
    @CurrentPrincipal() learner: Principal,
    @Param('attemptId', { schema: idSchema }) attemptId: string,
    @Param('questionId', { schema: idSchema }) questionId: string,
    @Body({ schema: saveAnswerSchema }) body: z.infer<typeof saveAnswerSchema>,
  ): Promise<SavedAnswer> {
    return this.answers.save(learner, attemptId, questionId, body);
  }

  @Post(':attemptId/submit')
  @ApiOperation({ summary: 'Submit an attempt' })
  @HttpCode(200)
  @Allow('learner')
  @ApiOkResponse({
    standardSchema: resultSchema,
    description: 'The result, as far as the policy shows it; repeats change nothing',
  })
  @ApiProblems('attempt_not_found')
  async submit(
    @CurrentPrincipal() learner: Principal,
    @Param('attemptId', { schema: idSchema }) attemptId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AttemptResult> {
    reply.header('cache-control', CACHE.secret);
    return this.results.resultOf(await this.attempts.submit(learner, attemptId));
  }

  @Get(':attemptId/result')
  @ApiOperation({ summary: 'Read the result of an attempt' })
  @Allow('learner', 'admin')
  @ApiOkResponse({
    standardSchema: resultSchema,
    description: 'The result, as far as the policy shows it now',
  })
  @ApiProblems('attempt_not_found', 'attempt_in_progress')
  async result(
    @CurrentPrincipal() principal: Principal,
    @Param('attemptId', { schema: idSchema }) attemptId: string,
    @SelectedMembers() members: readonly string[] | undefined,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const opened = await this.attempts.open(principal, attemptId, needsOfResult(members));
    const result = await this.results.resultOf(opened, members);
    return answer.send(result, CACHE.secret);
  }
}
