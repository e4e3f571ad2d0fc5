import type { PublicQuestion } from '../quizzes/dto/public-question.dto.js';
import { describe, describeScores, difficulty, discrimination } from './describe-sums.js';
import type { QuestionStatistics, QuizStatistics } from './dto/statistics.dto.js';
import type { QuestionSums, VersionSums } from './statistics.repository.js';

export function statisticsView(quizId: string, versions: readonly VersionSums[]): QuizStatistics {
  return {
    quizId,
    ...totalsOf(versions),
    versions: versions.map((one) => ({ version: one.version, ...totalsOf([one]) })),
  };
}

/** Scores are shares of their own version's points, so those of several versions can be added up. */
function totalsOf(versions: readonly VersionSums[]): Omit<QuizStatistics, 'quizId' | 'versions'> {
  const sum = (of: (one: VersionSums) => number): number =>
    versions.reduce((total, one) => total + of(one), 0);
  const exact = (of: (one: VersionSums) => string): bigint =>
    versions.reduce((total, one) => total + BigInt(of(one)), 0n);
  const started = sum((one) => one.started);
  const submitted = sum((one) => one.submitted);
  const expired = sum((one) => one.expired);
  const ended = submitted + expired;
  const classes = versions[0]?.classes ?? Array.from({ length: 10 }, () => 0);
  return {
    started,
    submitted,
    expired,
    completion: started === 0 ? null : Math.round((submitted / started) * 10_000) / 10_000,
    score: describeScores(
      ended,
      exact((one) => one.scoreSum),
      exact((one) => one.scoreSquares),
    ),
    seconds: describe(
      ended,
      exact((one) => one.secondsSum),
      exact((one) => one.secondsSquares),
    ),
    histogram: classes.map((_, index) => sum((one) => one.classes[index] ?? 0)),
  };
}

export function questionStatisticsView(
  question: PublicQuestion,
  position: number,
  sums: QuestionSums | undefined,
): QuestionStatistics {
  const {
    attempts = 0,
    correct = 0,
    partial = 0,
    incorrect = 0,
    maxMillipoints = 0,
    picks = {},
  } = sums ?? {};
  const exact = (name: 'x' | 'xx' | 'r' | 'rr' | 'xr'): bigint => BigInt(sums?.[name] ?? 0);
  const answered = correct + partial + incorrect;
  const pairs = { x: exact('x'), xx: exact('xx'), r: exact('r'), rr: exact('rr'), xr: exact('xr') };
  return {
    position,
    questionId: question.id,
    type: question.type,
    attempts,
    answered,
    skipped: attempts - answered,
    difficulty: difficulty(attempts, pairs.x, maxMillipoints),
    discrimination: discrimination({ n: attempts, ...pairs }),
    outcomes: { correct, partial, incorrect, unanswered: attempts - answered },
    choices: offered(question).map((choice) => ({ choice, picks: picks[choice] ?? 0 })),
  };
}

/** In the order in which the question is stored, which says nothing. */
function offered(question: PublicQuestion): readonly string[] {
  if (question.type === 'true_false') return ['true', 'false'];
  return question.type === 'single' || question.type === 'multiple'
    ? question.options.map(({ id }) => id)
    : [];
}
