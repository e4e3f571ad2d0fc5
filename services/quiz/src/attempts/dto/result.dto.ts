import { idSchema } from '@tenfold/http';
import { z } from 'zod';
import { CORRECTNESS } from '../../grading/grade.js';
import { responseSchema } from '../../grading/response.js';
import { rightAnswerSchema } from '../../grading/right-answer.js';
import { REVIEW_PHASES } from '../../quizzes/dto/settings.dto.js';
import { ATTEMPT_STATES } from '../attempt.js';

const marks = z.strictObject({
  millipoints: z.int().min(0).describe('Points in thousandths'),
  maxMillipoints: z.int().min(0),
});

/** What the policy does not allow in the present phase is left out, not nulled: its absence says nothing. */
const questionResultSchema = z
  .strictObject({
    position: z.int().min(1),
    questionId: idSchema,
    response: responseSchema.nullable(),
    correctness: z.enum(CORRECTNESS).optional(),
    marks: marks.optional(),
    feedback: z.string().nullable().optional(),
    rightAnswer: rightAnswerSchema.optional(),
  })
  .meta({ id: 'QuestionResult' });

export const resultSchema = z
  .strictObject({
    attemptId: idSchema,
    quizId: idSchema,
    version: z.int().min(1),
    state: z.enum(ATTEMPT_STATES),
    endedAt: z.iso.datetime().nullable(),
    phase: z.enum(REVIEW_PHASES).describe('Which part of the review policy applies now'),
    marks: marks.optional(),
    passed: z.boolean().nullable().optional().describe('Null when the quiz has no pass mark'),
    questions: z.array(questionResultSchema),
  })
  .meta({ id: 'AttemptResult' });

export type AttemptResult = z.infer<typeof resultSchema>;
export type QuestionResult = z.infer<typeof questionResultSchema>;
