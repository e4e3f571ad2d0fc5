import { z } from 'zod';
import { text } from '../text.js';
import { decimalSchema } from './decimal.js';

/** Ids inside a question are made by the server, random, and say nothing. */
export const partIdSchema = z
  .string()
  .regex(/^[0-9a-z]{12}$/, 'must be an id of this question')
  .meta({
    id: 'PartId',
    description: 'Opaque id of an option, item, prompt or choice',
    example: '4k2v9x0c7b1n',
  });

export const MAX_PARTS = 20;
export const MAX_ANSWER_LENGTH = 200;

const distinct = (ids: readonly string[]): boolean => new Set(ids).size === ids.length;

export const pairSchema = z
  .strictObject({ promptId: partIdSchema, choiceId: partIdSchema })
  .meta({ id: 'MatchedPair' });

export const responseSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('single'), optionId: partIdSchema }),
    z.strictObject({
      type: z.literal('multiple'),
      optionIds: z.array(partIdSchema).max(MAX_PARTS).refine(distinct, 'must not repeat an option'),
    }),
    z.strictObject({ type: z.literal('true_false'), value: z.boolean() }),
    z.strictObject({ type: z.literal('short_text'), text: text(0, MAX_ANSWER_LENGTH) }),
    z.strictObject({ type: z.literal('numeric'), value: decimalSchema }),
    z.strictObject({
      type: z.literal('ordering'),
      itemIds: z.array(partIdSchema).min(1).max(MAX_PARTS).refine(distinct, 'must not repeat an item'),
    }),
    z.strictObject({
      type: z.literal('matching'),
      pairs: z
        .array(pairSchema)
        .max(MAX_PARTS)
        .refine((pairs) => distinct(pairs.map(({ promptId }) => promptId)), 'must not match a prompt twice'),
    }),
  ])
  .meta({
    id: 'QuestionResponse',
    description: "A learner's answer to one question, of the question's own type",
  });

export type QuestionResponse = z.infer<typeof responseSchema>;
