import { idSchema } from '@tenfold/http';
import { z } from 'zod';
import { text, visibleText } from '../../text.js';
import { authoredQuestionSchema } from './authored-question.dto.js';
import { DIFFICULTIES } from './difficulty.dto.js';
import { settingsSchema } from './settings.dto.js';

export const MAX_QUESTIONS = 200;

/** BCP 47 as far as quizzes need it: language, script, region. */
export const languageSchema = z
  .string()
  .regex(
    /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/,
    'must be a language tag such as "en" or "pt-BR"',
  )
  .meta({ id: 'Language', example: 'en' });

export const categorySchema = visibleText(100);
export const tagSchema = visibleText(50);

const draftShape = {
  title: visibleText(200),
  description: text(0, 4_000).default(''),
  category: categorySchema.nullable().default(null),
  tags: z
    .array(tagSchema)
    .max(20)
    .refine((tags) => new Set(tags).size === tags.length, 'must not repeat a tag')
    .default([]),
  language: languageSchema.default('en'),
  difficulty: z.enum(DIFFICULTIES).nullable().default(null),
  attribution: visibleText(500).nullable().default(null).describe('Whom the licence asks to credit'),
  licence: visibleText(100)
    .nullable()
    .default(null)
    .describe('SPDX identifier or name, "CC-BY-SA-4.0" for instance'),
  settings: settingsSchema.meta({ id: 'QuizSettingsInput' }),
  questions: z
    .array(authoredQuestionSchema.meta({ id: 'QuestionInput' }))
    .min(1)
    .max(MAX_QUESTIONS),
};

/** What an author writes: the whole content of a quiz, keys included. */
export const quizDraftSchema = z.strictObject(draftShape).meta({ id: 'QuizDraft' });
export type QuizDraft = z.infer<typeof quizDraftSchema>;

export const createQuizSchema = z
  .strictObject({
    ...draftShape,
    source: visibleText(100).nullable().default(null).describe('Where the quiz comes from'),
    externalReference: visibleText(200)
      .nullable()
      .default(null)
      .describe('Its name there; one quiz per author and name'),
  })
  .refine(({ source, externalReference }) => (source === null) === (externalReference === null), {
    path: ['externalReference'],
    message: 'source and externalReference go together',
  })
  .meta({ id: 'CreateQuiz' });
export type CreateQuiz = z.infer<typeof createQuizSchema>;

const QUIZ_STATUSES = ['draft', 'published', 'archived'] as const;
export type QuizStatus = (typeof QUIZ_STATUSES)[number];

const headShape = {
  id: idSchema,
  status: z.enum(QUIZ_STATUSES),
  owner: z.string(),
  source: z.string().nullable(),
  externalReference: z.string().nullable(),
  publishedVersion: z.int().min(1).nullable(),
  hasUnpublishedChanges: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

/** A quiz in its author's own list. */
export const authorQuizSummarySchema = z
  .strictObject({ ...headShape, title: z.string(), questionCount: z.int().min(1) })
  .meta({ id: 'AuthorQuizSummary' });
export type AuthorQuizSummary = z.infer<typeof authorQuizSummarySchema>;

const storedDraftSchema = z.strictObject({
  ...draftShape,
  settings: settingsSchema.meta({ id: 'QuizSettings' }),
  questions: z.array(authoredQuestionSchema.meta({ id: 'AuthoredQuestion' })),
});

export const WARNINGS = ['right_answers_before_last_attempt', 'right_answers_never_shown'] as const;

const warningSchema = z
  .strictObject({
    code: z.enum(WARNINGS),
    pointer: z.string().describe('JSON pointer to the member, in the draft'),
    detail: z.string(),
  })
  .meta({ id: 'SettingsWarning' });
export type SettingsWarning = z.infer<typeof warningSchema>;

/** A quiz as its author sees it. `draft` may be sent back as it is to replace the draft. */
export const authorQuizSchema = z
  .strictObject({
    ...headShape,
    warnings: z.array(warningSchema).describe('What the settings lead to and the author may not expect'),
    draft: storedDraftSchema,
  })
  .meta({ id: 'AuthorQuiz' });
export type AuthorQuiz = z.infer<typeof authorQuizSchema>;
