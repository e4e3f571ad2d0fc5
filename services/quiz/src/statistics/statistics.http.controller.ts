import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Answer, ApiProblems, CACHE, Conditional, Reads } from '@tenfold/bootstrap';
import { CursorCodec, idSchema, pageSchema } from '@tenfold/http';
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
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const scope = `question-statistics:${quizId}`;
    // The cursor carries the version: a list that was begun goes on in the version it was begun in.
    const [begun, after] = this.cursors.decode(scope, query.cursor);
    const wanted = query.version ?? (begun as number | undefined);
    const found = await this.statistics.ofQuestions(
      principal,
      quizId,
      wanted,
      Number(after ?? 0),
      query.limit,
    );
    const position = found.items.at(-1)?.position ?? 0;
    const nextCursor = found.last ? null : this.cursors.encode(scope, [found.version, position]);
    return answer.page({ items: found.items, nextCursor }, CACHE.secret);
  }
}
