import { idSchema } from '@tenfold/http';
import { z } from 'zod';
import { partIdSchema } from '../../grading/response.js';
import { DIFFICULTIES } from './difficulty.dto.js';

const partSchema = z.strictObject({ id: partIdSchema, text: z.string() }).meta({
  id: 'QuestionPart',
  description: 'An option, item, prompt or choice; its place in the list says nothing',
});

const common = {
  id: idSchema,
  prompt: z.string(),
  media: z.array(z.strictObject({ url: z.string(), alt: z.string() })),
  difficulty: z.enum(DIFFICULTIES).nullable(),
  millipoints: z.int().min(0).describe('What the question is worth, in thousandths of a point'),
};

/**
 * A question as everybody may read it. It is written down field by field, not derived from the authored one: what is not
 * listed here cannot be stored in the read model, cached or sent.
 */
export const publicQuestionSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('single'), ...common, options: z.array(partSchema) }),
    z.strictObject({ type: z.literal('multiple'), ...common, options: z.array(partSchema) }),
    z.strictObject({ type: z.literal('true_false'), ...common }),
    z.strictObject({ type: z.literal('short_text'), ...common }),
    z.strictObject({ type: z.literal('numeric'), ...common }),
    z.strictObject({ type: z.literal('ordering'), ...common, items: z.array(partSchema) }),
    z.strictObject({
      type: z.literal('matching'),
      ...common,
      prompts: z.array(partSchema),
      choices: z.array(partSchema),
    }),
  ])
  .meta({ id: 'Question' });

export type PublicQuestion = z.infer<typeof publicQuestionSchema>;
export type QuestionPart = z.infer<typeof partSchema>;

/** A question of a version with its place, counted from 1. */
export const placedQuestionSchema = z
  .strictObject({ position: z.int().min(1), question: publicQuestionSchema })
  .meta({ id: 'PlacedQuestion' });

export type PlacedQuestion = z.infer<typeof placedQuestionSchema>;
