import { idSchema } from '@tenfold/http';
import { z } from 'zod';
import { responseSchema } from '../../grading/response.js';
import { publicQuestionSchema } from '../../quizzes/dto/public-question.dto.js';
import { ATTEMPT_STATES } from '../attempt.js';

export const startAttemptSchema = z.strictObject({ quizId: idSchema }).meta({ id: 'StartAttempt' });

const attemptShape = {
  id: idSchema,
  quizId: idSchema,
  version: z.int().min(1).describe('The version of the quiz that this attempt keeps to'),
  number: z.int().min(1).describe("Which of the learner's attempts at this quiz it is"),
  state: z.enum(ATTEMPT_STATES),
  startedAt: z.iso.datetime(),
  deadlineAt: z.iso.datetime().nullable().describe('Null: no limit'),
  endedAt: z.iso.datetime().nullable(),
};

export const attemptSummarySchema = z.strictObject(attemptShape).meta({ id: 'AttemptSummary' });
export type AttemptSummary = z.infer<typeof attemptSummarySchema>;

/** Where the learner stands. No points here: those are a matter of the review policy, and so of the result. */
export const attemptSchema = z
  .strictObject({
    ...attemptShape,
    remainingSeconds: z.int().min(0).nullable().describe("By the server's clock, the only one that counts"),
    questionCount: z.int().min(1),
    answeredPositions: z
      .array(z.int().min(1))
      .describe('Which questions have an answer, in the order of the attempt'),
  })
  .meta({ id: 'Attempt' });
export type AttemptView = z.infer<typeof attemptSchema>;

export const saveAnswerSchema = z
  .strictObject({
    sequence: z
      .int()
      .min(1)
      .describe(
        'Raised by the client with each change of this answer: an older one never replaces a newer one',
      ),
    response: responseSchema.nullable().describe('Null takes the answer back'),
  })
  .meta({ id: 'SaveAnswer' });

export const savedAnswerSchema = z
  .strictObject({
    questionId: idSchema,
    sequence: z.int().min(1),
    response: responseSchema.nullable(),
    savedAt: z.iso.datetime(),
  })
  .meta({ id: 'SavedAnswer' });

export const attemptQuestionSchema = z
  .strictObject({
    position: z.int().min(1),
    question: publicQuestionSchema,
    answer: savedAnswerSchema.nullable(),
  })
  .meta({ id: 'AttemptQuestion' });
export type AttemptQuestion = z.infer<typeof attemptQuestionSchema>;
