import { Injectable } from '@nestjs/common';
import { readFrom, type Place as PagePlace } from '@tenfold/http';
import { AllAttempts } from '../aggregates/all-attempts.naive.js';
import { endingOf, FULL_SCORE, type Ending } from '../aggregates/contribution.js';
import type { GradingRule } from '../quizzes/dto/settings.dto.js';
import { QuizAccess } from '../statistics/quiz-access.service.js';
import type { LeaderboardSource, Place, RankedLearner } from './leaderboards.repository.js';

/** Reads all attempts at a quiz and sorts them, at each request. */
@Injectable()
export class NaiveLeaderboards implements LeaderboardSource {
  constructor(
    private readonly attempts: AllAttempts,
    private readonly access: QuizAccess,
  ) {}

  async page(quizId: string, place: PagePlace, limit: number): Promise<RankedLearner[]> {
    return readFrom(await this.board(quizId), place, toKey, limit);
  }

  async around(quizId: string, learner: string, neighbours: number): Promise<RankedLearner[]> {
    const board = await this.board(quizId);
    const at = board.findIndex((one) => one.learner === learner);
    return at < 0 ? [] : board.slice(Math.max(0, at - neighbours), at + neighbours + 1);
  }

  private async board(quizId: string): Promise<RankedLearner[]> {
    const { settings } = await this.access.find(quizId);
    const endings = (await this.attempts.ofQuiz(quizId)).flatMap((one) => endingOf(one, one.responses) ?? []);
    return rank(
      [...Map.groupBy(endings, ({ learner }) => learner).values()],
      settings.gradingRule ?? 'highest',
    );
  }
}

function rank(learners: readonly (readonly Ending[])[], rule: GradingRule): RankedLearner[] {
  const places = learners.map((endings) => placeOf(endings, rule)).toSorted(compare);
  return places.map((place) => ({ ...place, rank: 1 + places.filter(({ gap }) => gap < place.gap).length }));
}

function placeOf(endings: readonly Ending[], rule: GradingRule): Place & { learner: string } {
  const [counted] = endings.toSorted(
    (a, b) => preference(a, rule) - preference(b, rule) || compareEnds(a, b),
  ) as [Ending];
  const total = endings.reduce((sum, { score }) => sum + score, 0);
  const average = Math.floor((2 * total + endings.length) / (2 * endings.length));
  const { learner, attemptId, endedAt: reachedAt, score } = counted;
  return { learner, attemptId, reachedAt, gap: FULL_SCORE - (rule === 'average' ? average : score) };
}

function preference({ score, number }: Ending, rule: GradingRule): number {
  if (rule === 'highest') return -score;
  return rule === 'first' ? number : -number;
}

function compare(a: Place, b: Place): number {
  return (
    a.gap - b.gap || Date.parse(a.reachedAt) - Date.parse(b.reachedAt) || byText(a.attemptId, b.attemptId)
  );
}

function toKey(one: RankedLearner, [gap, reachedAt, attemptId]: PagePlace['key']): number {
  return compare(one, { gap, reachedAt, attemptId } as Place);
}

function compareEnds(a: Ending, b: Ending): number {
  return Date.parse(a.endedAt) - Date.parse(b.endedAt) || byText(a.attemptId, b.attemptId);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
