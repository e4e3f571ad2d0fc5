import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Answer, ApiProblems, CACHE, Conditional, Reads } from '@tenfold/bootstrap';
import { CursorCodec, idSchema, mapPage, pageSchema, readPage } from '@tenfold/http';
import { Allow, CurrentPrincipal, Public, type Principal } from '@tenfold/identity';
import {
  leaderboardQuery,
  ownPlaceQuery,
  ownPlaceSchema,
  placeSchema,
  type LeaderboardQuery,
  type OwnPlaceQuery,
} from './dto/leaderboard.dto.js';
import { LeaderboardsService } from './leaderboards.service.js';

const NEIGHBOURS = 3;

/** Who did best. Answers differ by who asks, so nobody else may keep them. */
@ApiTags('leaderboards')
@Controller('v1/quizzes/:quizId/leaderboard')
export class LeaderboardsHttpController {
  constructor(
    private readonly boards: LeaderboardsService,
    private readonly cursors: CursorCodec,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Read the leaderboard of a quiz, page by page' })
  @Public()
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: pageSchema(placeSchema), description: 'Learners, the best first' })
  @ApiProblems('quiz_not_found', 'leaderboard_not_found', 'cursor_invalid')
  async page(
    @CurrentPrincipal() principal: Principal | undefined,
    @Param('quizId', { schema: idSchema }) quizId: string,
    @Query({ schema: leaderboardQuery }) query: LeaderboardQuery,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    const { cursor, limit } = query;
    const page = await readPage(
      this.cursors,
      { scope: `leaderboard:${quizId}`, cursor, limit },
      (place, most) => this.boards.page(principal, quizId, place, most),
      ({ place }) => [place.gap, place.reachedAt, place.attemptId],
    );
    return answer.page(
      mapPage(page, ({ shown }) => shown),
      CACHE.own,
    );
  }

  @Get('me')
  @ApiOperation({ summary: 'Read your own place on a leaderboard' })
  @Allow('learner')
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: ownPlaceSchema, description: 'Own rank and score, and who is next to it' })
  @ApiProblems('quiz_not_found', 'leaderboard_not_found', 'leaderboard_place_not_found')
  async me(
    @CurrentPrincipal() principal: Principal,
    @Param('quizId', { schema: idSchema }) quizId: string,
    @Query({ schema: ownPlaceQuery }) { neighbours = NEIGHBOURS }: OwnPlaceQuery,
    @Conditional() answer: Answer,
  ): Promise<string | undefined> {
    return answer.send(await this.boards.own(principal, quizId, neighbours), CACHE.own);
  }
}
