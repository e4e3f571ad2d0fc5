import { POINTS, type QuizHistory, type Taken } from './quiz-history.js';

/** What statistics and board must say after a history: straight from the definitions, with nothing of the service's own code. */
export function recompute(history: QuizHistory) {
  const versions = [2, 1]
    .map((version) => ({ version, taken: history.taken.filter((one) => one.version === version) }))
    .filter(({ taken }) => taken.length > 0);
  return {
    statistics: {
      ...totals(history.taken),
      versions: versions.map(({ version, taken }) => ({ version, ...totals(taken) })),
    },
    questions: versions.map(({ version, taken }) => ({
      version,
      questions: perQuestion(version, taken.filter(isOver)),
    })),
    board: boardOf(history),
  };
}

type Over = Taken & Required<Pick<Taken, 'ended'>>;
const isOver = (one: Taken): one is Over => one.ended !== undefined;
const pointsOf = ({ version, answers }: Taken): number[] =>
  (POINTS[version - 1] ?? []).map((points, index) => (answers[index] === true ? points : 0));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const spread = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

function percent(one: Taken): number {
  return Math.round((sum(pointsOf(one)) / sum([...(POINTS[one.version - 1] ?? [])])) * 10_000) / 100;
}

function totals(taken: readonly Taken[]) {
  const over = taken.filter(isOver);
  const expired = over.filter(({ ended }) => ended.expired).length;
  const scores = over.map(percent);
  const seconds = over.map(({ ended, startedAt }) => Math.floor((ended.at - startedAt) / 1_000));
  return {
    started: taken.length,
    submitted: over.length - expired,
    expired,
    score: over.length === 0 ? null : { mean: mean(scores), deviation: spread(scores) },
    seconds: over.length === 0 ? null : { mean: mean(seconds), deviation: spread(seconds) },
    histogram: Array.from(
      { length: 10 },
      (_, n) => scores.filter((score) => Math.min(9, Math.floor(score / 10)) === n).length,
    ),
  };
}

function perQuestion(version: number, over: readonly Over[]) {
  return (POINTS[version - 1] ?? []).map((points, index) => {
    const given = over.map(({ answers }) => answers[index]);
    const own = over.map((one) => pointsOf(one)[index] ?? 0);
    const rest = over.map((one, at) => sum(pointsOf(one)) - (own[at] ?? 0));
    const product = spread(own) * spread(rest);
    const covariance = mean(own.map((value, at) => (value - mean(own)) * ((rest[at] ?? 0) - mean(rest))));
    return {
      attempts: over.length,
      outcomes: {
        correct: given.filter((value) => value === true).length,
        partial: 0,
        incorrect: given.filter((value) => value === false).length,
        unanswered: given.filter((value) => value === undefined).length,
      },
      difficulty: over.length === 0 ? null : mean(own) / points,
      discrimination: over.length === 0 || product < 1e-9 ? null : covariance / product,
    };
  });
}

function boardOf(history: QuizHistory) {
  const { taken, rule } = history;
  const places = [...Map.groupBy(taken.filter(isOver), ({ learner }) => learner)].map(
    ([learner, results]) => {
      const byNumber = results.toSorted((a, b) => a.number - b.number);
      const best = results.toSorted((a, b) => percent(b) - percent(a) || earlier(a, b))[0];
      const counted = rule === 'first' ? byNumber[0] : rule === 'highest' ? best : byNumber.at(-1);
      if (counted === undefined) throw new Error('nobody has no results');
      const score =
        rule === 'average'
          ? Math.round(mean(results.map((one) => percent(one) * 100))) / 100
          : percent(counted);
      return { learner, score, counted };
    },
  );
  const ordered = places.toSorted((a, b) => b.score - a.score || earlier(a.counted, b.counted));
  return ordered.map(({ learner, score }) => ({
    learner: history.subject(learner),
    score,
    rank: 1 + places.filter((other) => other.score > score).length,
  }));
}

function earlier(a: Over, b: Over): number {
  return a.ended.at - b.ended.at || (a.id < b.id ? -1 : 1);
}
