import { Injectable } from '@nestjs/common';
import { AllAttempts } from '../aggregates/all-attempts.naive.js';
import { CLASSES, contributionsOf, type Contribution, type Ending } from '../aggregates/contribution.js';
import type { QuestionSums, StatisticsSource, VersionSums } from './statistics.repository.js';

/** Adds up all attempts at a quiz at each request. */
@Injectable()
export class NaiveStatistics implements StatisticsSource {
  constructor(private readonly attempts: AllAttempts) {}

  async versions(quizId: string, limit: number): Promise<VersionSums[]> {
    const versions = Map.groupBy(await this.contributions(quizId), ({ version }) => version);
    return [...versions]
      .map(([version, ones]) => versionSums(version, ones))
      .toSorted((a, b) => b.version - a.version)
      .slice(0, limit);
  }

  async questions(quizId: string, version: number, questionIds: readonly string[]): Promise<QuestionSums[]> {
    const endings = endingsOf((await this.contributions(quizId)).filter((one) => one.version === version));
    return endings.length === 0 ? [] : questionIds.map((id) => questionSums(id, endings));
  }

  private async contributions(quizId: string): Promise<Contribution[]> {
    return (await this.attempts.ofQuiz(quizId)).flatMap((one) => contributionsOf(one, one.responses));
  }
}

function endingsOf(contributions: readonly Contribution[]): Ending[] {
  return contributions.filter((one) => one.kind === 'ended');
}

function versionSums(version: number, contributions: readonly Contribution[]): VersionSums {
  const endings = endingsOf(contributions);
  return {
    version,
    started: contributions.length - endings.length,
    submitted: endings.filter(({ expired }) => !expired).length,
    expired: endings.filter(({ expired }) => expired).length,
    scoreSum: total(endings, ({ score }) => score),
    scoreSquares: total(endings, ({ score }) => score * score),
    secondsSum: total(endings, ({ seconds }) => seconds),
    secondsSquares: total(endings, ({ seconds }) => seconds * seconds),
    classes: Array.from(
      { length: CLASSES },
      (_, index) => endings.filter((one) => one.class === index).length,
    ),
  };
}

function questionSums(questionId: string, endings: readonly Ending[]): QuestionSums {
  const shares = endings.flatMap(({ millipoints, questions }) =>
    questions.filter(({ id }) => id === questionId).map((share) => ({ ...share, r: millipoints - share.x })),
  );
  const count = (outcome: string): number => shares.filter((share) => share.outcome === outcome).length;
  const picks: Record<string, number> = {};
  for (const choice of shares.flatMap(({ choices }) => choices)) picks[choice] = (picks[choice] ?? 0) + 1;
  return {
    questionId,
    attempts: shares.length,
    correct: count('correct'),
    partial: count('partial'),
    incorrect: count('incorrect'),
    maxMillipoints: Math.max(...shares.map(({ max }) => max)),
    x: total(shares, ({ x }) => x),
    xx: total(shares, ({ x }) => x * x),
    r: total(shares, ({ r }) => r),
    rr: total(shares, ({ r }) => r * r),
    xr: total(shares, ({ x, r }) => x * r),
    picks,
  };
}

function total<T>(items: readonly T[], value: (item: T) => number): string {
  return String(items.reduce((sum, item) => sum + BigInt(value(item)), 0n));
}
