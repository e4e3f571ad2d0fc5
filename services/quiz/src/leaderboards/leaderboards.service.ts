import { Injectable } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import type { Place as PagePlace } from '@tenfold/http';
import type { Principal } from '@tenfold/identity';
import { Strategies } from '@tenfold/strategies';
import { FULL_SCORE } from '../aggregates/contribution.js';
import { reviewPhase } from '../attempts/review-policy.js';
import { Clock } from '../clock.js';
import { QuizAccess, seesAll, type ObservedQuiz } from '../statistics/quiz-access.service.js';
import type { LeaderboardPlace, OwnPlace } from './dto/leaderboard.dto.js';
import { NaiveLeaderboards } from './leaderboards.naive.js';
import {
  LeaderboardsRepository,
  type LeaderboardSource,
  type Place,
  type RankedLearner,
} from './leaderboards.repository.js';
import { Pseudonyms } from './pseudonyms.js';

@Injectable()
export class LeaderboardsService {
  constructor(
    private readonly access: QuizAccess,
    private readonly kept: LeaderboardsRepository,
    private readonly naive: NaiveLeaderboards,
    private readonly pseudonyms: Pseudonyms,
    private readonly strategies: Strategies,
    private readonly clock: Clock,
  ) {}

  /** @returns the places with what a cursor needs of them */
  async page(
    principal: Principal | undefined,
    quizId: string,
    at: PagePlace,
    limit: number,
  ): Promise<{ readonly place: Place; readonly shown: LeaderboardPlace }[]> {
    const quiz = await this.visible(principal, quizId);
    const ranked = await this.source().page(quizId, at, limit);
    return ranked.map((one) => ({ place: one, shown: this.shown(one, quiz, principal) }));
  }

  /** @throws AppError leaderboard_place_not_found before the first result */
  async own(principal: Principal, quizId: string, neighbours: number): Promise<OwnPlace> {
    const quiz = await this.visible(principal, quizId);
    const ranked = await this.source().around(quizId, principal.subject, neighbours);
    const at = ranked.findIndex(({ learner }) => learner === principal.subject);
    const places = ranked.map((one) => this.shown(one, quiz, principal));
    const place = places[at];
    if (place === undefined) throw new AppError('leaderboard_place_not_found');
    return { place, above: places.slice(0, at), below: places.slice(at + 1) };
  }

  /**
   * A score tells marks. Where the review policy keeps them back, a board would give them away: to who tries answer after answer, it
   * would tell the key. So it takes two yeses of the author.
   */
  private async visible(principal: Principal | undefined, quizId: string): Promise<ObservedQuiz> {
    const quiz = await this.access.find(quizId);
    if (seesAll(principal, quiz)) return quiz;
    const { leaderboard = 'off', review } = quiz.settings;
    const phase = reviewPhase(quiz.settings, 0, this.clock.now());
    const invited = leaderboard === 'public' || (leaderboard === 'learners' && principal !== undefined);
    if (!quiz.open || !invited || !review[phase].marks) throw new AppError('leaderboard_not_found');
    return quiz;
  }

  private shown(
    { rank, learner, gap, reachedAt }: RankedLearner,
    quiz: ObservedQuiz,
    principal: Principal | undefined,
  ): LeaderboardPlace {
    return {
      rank,
      name: this.pseudonyms.of(quiz.id, learner),
      score: ((FULL_SCORE - gap) * 100) / FULL_SCORE,
      reachedAt,
      ...(learner === principal?.subject ? { me: true as const } : {}),
      ...(seesAll(principal, quiz) ? { learner } : {}),
    };
  }

  private source(): LeaderboardSource {
    return this.strategies.isOn('preaggregate') ? this.kept : this.naive;
  }
}
