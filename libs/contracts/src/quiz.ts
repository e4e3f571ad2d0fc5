import { idSchema } from '@tenfold/http';
import { z } from 'zod';
import { defineEvent, defineRequest } from './define.js';

const version = z.int().min(1);

/** A version of a quiz can be taken. Says what it is, never what is in it. */
export const quizPublished = defineEvent({
  subject: 'quiz.quiz.published.v1',
  payload: z.strictObject({
    quizId: idSchema,
    version,
    title: z.string(),
    questionCount: z.int().min(1),
    maxMillipoints: z.int().min(0),
    publishedAt: z.iso.datetime(),
  }),
});

/** Somebody has begun: what statistics of completion are counted from. */
export const attemptStarted = defineEvent({
  subject: 'quiz.attempt.started.v1',
  payload: z.strictObject({
    attemptId: idSchema,
    quizId: idSchema,
    version,
    learner: z.string(),
    startedAt: z.iso.datetime(),
  }),
});
export type AttemptStarted = z.infer<(typeof attemptStarted)['payload']>;

/**
 * Several have begun within a moment: each of them is said here or by an event of its own, and may be said again, alone or with others.
 * Known by `attemptId`.
 */
export const attemptsStarted = defineEvent({
  subject: 'quiz.attempts.started.v1',
  payload: z.strictObject({ attempts: z.array(attemptStarted.payload).min(1).max(1_000) }),
});
export type AttemptsStarted = z.infer<(typeof attemptsStarted)['payload']>;

/** An attempt has ended and is graded: sent once, with totals only, so that no answer can be read out of the stream. */
export const attemptSubmitted = defineEvent({
  subject: 'quiz.attempt.submitted.v1',
  payload: z.strictObject({
    attemptId: idSchema,
    quizId: idSchema,
    version,
    learner: z.string(),
    state: z.enum(['submitted', 'expired']),
    millipoints: z.int().min(0),
    maxMillipoints: z.int().min(0),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
  }),
});

export type AttemptSubmitted = z.infer<(typeof attemptSubmitted)['payload']>;

/** What other services may know of a published quiz. */
export const quizSummarySchema = z.strictObject({
  quizId: idSchema,
  version,
  title: z.string(),
  questionCount: z.int().min(1),
  maxMillipoints: z.int().min(0),
  publishedAt: z.iso.datetime(),
});

/** Asks for a published quiz; `quiz_not_found` otherwise. Without a version, the current one. */
export const getQuiz = defineRequest({
  subject: 'quiz.quiz.get.v1',
  request: z.strictObject({ quizId: idSchema, version: version.optional() }),
  reply: quizSummarySchema,
});
