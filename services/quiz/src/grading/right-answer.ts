import { z } from 'zod';
import type { AnswerKey } from './answer-key.js';
import { exactDecimalSchema } from './decimal.js';
import { pairSchema, partIdSchema } from './response.js';

/** What a review shows as right, where its policy allows that. Shaped like a response, but a text may have alternatives. */
export const rightAnswerSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('single'), optionId: partIdSchema }),
    z.strictObject({ type: z.literal('multiple'), optionIds: z.array(partIdSchema) }),
    z.strictObject({ type: z.literal('true_false'), value: z.boolean() }),
    z.strictObject({ type: z.literal('short_text'), texts: z.array(z.string()) }),
    z.strictObject({ type: z.literal('numeric'), min: exactDecimalSchema, max: exactDecimalSchema }),
    z.strictObject({ type: z.literal('ordering'), itemIds: z.array(partIdSchema) }),
    z.strictObject({ type: z.literal('matching'), pairs: z.array(pairSchema) }),
  ])
  .meta({ id: 'RightAnswer' });

export type RightAnswer = z.infer<typeof rightAnswerSchema>;

export function rightAnswer(key: AnswerKey): RightAnswer {
  switch (key.type) {
    case 'single':
      return { type: key.type, optionId: key.optionId };
    case 'multiple':
      return {
        type: key.type,
        optionIds: Object.keys(key.weights).filter((id) => (key.weights[id] ?? 0) > 0),
      };
    case 'true_false':
      return { type: key.type, value: key.value };
    case 'short_text':
      return { type: key.type, texts: [...key.answers] };
    case 'numeric':
      return { type: key.type, min: key.min, max: key.max };
    case 'ordering':
      return { type: key.type, itemIds: [...key.itemIds] };
    case 'matching':
      return {
        type: key.type,
        pairs: Object.entries(key.choiceIdByPromptId).map(([promptId, choiceId]) => ({ promptId, choiceId })),
      };
    default:
      return key satisfies never;
  }
}
