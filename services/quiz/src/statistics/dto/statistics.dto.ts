import { idSchema, pageQuery } from '@tenfold/http';
import { z } from 'zod';
import { CLASSES } from '../../aggregates/contribution.js';
import { digits } from '../../digits.js';

const count = z.int().min(0);
const share = z.number().min(0).max(1);

const described = z
  .strictObject({ mean: z.number(), deviation: z.number().min(0).describe('Of the population') })
  .nullable()
  .describe('Null while no attempt has ended');

const totals = {
  started: count,
  submitted: count,
  expired: count.describe('Ended by time'),
  completion: share.nullable().describe('Submitted of started'),
  score: described.describe('In percent of the points'),
  seconds: described.describe('From start to end'),
  histogram: z.array(count).length(CLASSES).describe('Attempts by percent: [0, 10), [10, 20) … [90, 100]'),
};

export const statisticsSchema = z
  .strictObject({
    quizId: idSchema,
    ...totals,
    versions: z
      .array(z.strictObject({ version: z.int().min(1), ...totals }))
      .describe('The newest first, 100 at most'),
  })
  .meta({ id: 'QuizStatistics' });
export type QuizStatistics = z.infer<typeof statisticsSchema>;

export const questionStatisticsSchema = z
  .strictObject({
    position: z.int().min(1),
    questionId: idSchema,
    type: z.string(),
    attempts: count.describe('Graded attempts'),
    answered: count,
    skipped: count,
    difficulty: share.nullable().describe('Mean share of the points: 1 is what everybody gets right'),
    discrimination: z
      .number()
      .min(-1)
      .max(1)
      .nullable()
      .describe('Correlation with the rest of the attempt; null where one of the two never varies'),
    outcomes: z.strictObject({ correct: count, partial: count, incorrect: count, unanswered: count }),
    choices: z
      .array(z.strictObject({ choice: z.string(), picks: count }))
      .describe('By option, or by true and false; empty for types without choices'),
  })
  .meta({ id: 'QuestionStatistics' });
export type QuestionStatistics = z.infer<typeof questionStatisticsSchema>;

const MAX_VERSION = 999_999_999;

export const questionStatisticsQuery = z.strictObject({
  ...pageQuery,
  version: digits(1, MAX_VERSION).optional().describe('A published version; the newest when left out'),
});
export type QuestionStatisticsQuery = z.infer<typeof questionStatisticsQuery>;
