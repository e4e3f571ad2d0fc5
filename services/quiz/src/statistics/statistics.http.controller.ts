import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Answer, ApiProblems, CACHE, Conditional, Reads, SelectedMembers } from '@tenfold/bootstrap';
import { CursorCodec, idSchema, mapPage, pageSchema, readPage } from '@tenfold/http';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import {
  questionStatisticsQuery,
  questionStatisticsSchema,
  statisticsSchema,
  type QuestionStatisticsQuery,
} from './dto/statistics.dto.js';
import { StatisticsService } from './statistics.service.js';

/** How a quiz does, for its owner and for staff. */
@ApiTags('statistics')
@Controller('v1/quizzes/:quizId/statistics')
export class StatisticsHttpController {
  constructor(
    private readonly statistics: StatisticsService,
    private readonly cursors: CursorCodec,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Read the statistics of a quiz' })
  @Allow('author', 'staff', 'admin')
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: statisticsSchema, description: 'Over all versions, and by version' })
  @ApiProblems('quiz_not_found')
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param('quizId', { schema: idSchema }) quizId: string,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    return answer.send(await this.statistics.ofQuiz(principal, quizId), CACHE.secret);
  }

  @Get('questions')
  @ApiOperation({ summary: 'Read the statistics of the questions of a quiz, page by page' })
  @Allow('author', 'staff', 'admin')
  @Reads('bounded')
  @ApiOkResponse({
    standardSchema: pageSchema(questionStatisticsSchema),
    description: 'Questions of a version in the order of the author',
  })
  @ApiProblems('quiz_not_found', 'cursor_invalid')
  async questions(
    @CurrentPrincipal() principal: Principal,
    @Param('quizId', { schema: idSchema }) quizId: string,
    @Query({ schema: questionStatisticsQuery }) query: QuestionStatisticsQuery,
    @SelectedMembers() members: readonly string[] | undefined,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const { cursor, limit, version } = query;
    const page = await readPage(
      this.cursors,
      { scope: `question-statistics:${quizId}`, cursor, limit },
      (place, most) => this.statistics.ofQuestions(principal, quizId, version, place, most, members),
      ({ version: begun, shown }) => [begun, shown.position],
    );
    return answer.page(
      mapPage(page, ({ shown }) => shown),
      CACHE.secret,
    );
  }
}
