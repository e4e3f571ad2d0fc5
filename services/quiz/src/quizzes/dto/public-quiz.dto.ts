import { idSchema } from '@tenfold/http';
import { z } from 'zod';
import { DIFFICULTIES } from './difficulty.dto.js';
import { settingsSchema } from './settings.dto.js';

const cardShape = {
  id: idSchema,
  version: z.int().min(1),
  title: z.string(),
  category: z.string().nullable(),
  tags: z.array(z.string()),
  language: z.string(),
  difficulty: z.enum(DIFFICULTIES).nullable(),
  questionCount: z.int().min(1),
  maxMillipoints: z.int().min(0).describe('Points of all questions, in thousandths'),
  publishedAt: z.iso.datetime().describe('When this version was published'),
};

/** A published quiz in a list. */
export const quizCardSchema = z.strictObject(cardShape).meta({ id: 'QuizCard' });
export type QuizCard = z.infer<typeof quizCardSchema>;

/** A published version without its questions, which have pages of their own. */
export const quizSchema = z
  .strictObject({
    ...cardShape,
    description: z.string(),
    attribution: z.string().nullable(),
    licence: z.string().nullable(),
    settings: settingsSchema.meta({ id: 'QuizSettings' }),
  })
  .meta({ id: 'Quiz' });
export type Quiz = z.infer<typeof quizSchema>;
