import { idSchema, visibleForm } from '@tenfold/http';
import { z } from 'zod';
import { SCORING } from '../../grading/answer-key.js';
import { compareDecimals, decimalSchema, parseDecimal } from '../../grading/decimal.js';
import { normaliseText } from '../../grading/normalise-text.js';
import { MAX_ANSWER_LENGTH, MAX_PARTS } from '../../grading/response.js';
import { visibleText } from '../../text.js';
import { DIFFICULTIES } from './difficulty.dto.js';
import { mediaSchema } from './media.dto.js';

const PART_LENGTH = 500;
/** A thousand points. */
const MAX_MILLIPOINTS = 1_000_000;

/** Nobody can choose between two texts that look alike. */
const different = (texts: readonly string[]): boolean =>
  new Set(texts.map(visibleForm)).size === texts.length;
/** Choices of pairs may be the same text, which is then one choice; two that only look alike may not. */
const alike = (texts: readonly string[]): boolean =>
  new Set(texts.map(visibleForm)).size < new Set(texts).size;
const partText = visibleText(PART_LENGTH);
/** What folds to nothing by these rules folds to nothing by all. */
const LOOSEST = { caseSensitive: false, accentSensitive: false };
const scoringSchema = z
  .enum(SCORING)
  .default('partial')
  .describe('`partial`: the share that is right; `all_or_nothing`: full points or none');

const common = {
  id: idSchema
    .optional()
    .describe(
      'Only when a draft is replaced: the id the question already has, to keep it. A new question gets one.',
    ),
  prompt: visibleText(4_000),
  media: z.array(mediaSchema).max(4).default([]),
  difficulty: z.enum(DIFFICULTIES).nullable().default(null),
  millipoints: z
    .int()
    .min(0)
    .max(MAX_MILLIPOINTS)
    .default(1_000)
    .describe('Points in thousandths; earned points are rounded once per question, half up'),
  explanation: visibleText(4_000)
    .nullable()
    .default(null)
    .describe('Shown to learners where the policy allows feedback'),
};

const single = z.strictObject({
  type: z.literal('single'),
  ...common,
  options: z
    .array(z.strictObject({ text: partText, correct: z.boolean().default(false) }))
    .min(2)
    .max(MAX_PARTS)
    .refine((options) => different(options.map(({ text }) => text)), 'must not repeat a text')
    .refine(
      (options) => options.filter(({ correct }) => correct).length === 1,
      'must have exactly one correct option',
    ),
});

const multiple = z.strictObject({
  type: z.literal('multiple'),
  ...common,
  scoring: scoringSchema,
  options: z
    .array(
      z.strictObject({
        text: partText,
        weight: z
          .int()
          .min(-100)
          .max(100)
          .describe(
            'Above zero: right, with its share of the points; zero or below: wrong, and what choosing it costs',
          ),
      }),
    )
    .min(2)
    .max(MAX_PARTS)
    .refine((options) => different(options.map(({ text }) => text)), 'must not repeat a text')
    .refine((options) => options.some(({ weight }) => weight > 0), 'must have an option of positive weight'),
});

const trueFalse = z.strictObject({ type: z.literal('true_false'), ...common, answer: z.boolean() });

const shortText = z.strictObject({
  type: z.literal('short_text'),
  ...common,
  answers: z
    .array(
      visibleText(MAX_ANSWER_LENGTH).refine(
        (text) => normaliseText(text, LOOSEST) !== '',
        'must have something to compare',
      ),
    )
    .min(1)
    .max(50)
    .describe('Alternatives, each worth full points'),
  caseSensitive: z.boolean().default(false),
  accentSensitive: z.boolean().default(false),
});

const acceptedSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('tolerance'),
      value: decimalSchema,
      tolerance: decimalSchema.refine((value) => !isAbove('0', value), 'must not be negative').default('0'),
    }),
    z
      .strictObject({ kind: z.literal('range'), min: decimalSchema, max: decimalSchema })
      .refine(({ min, max }) => !isAbove(min, max), { path: ['max'], message: 'must not be less than min' }),
  ])
  .describe('Both ends count');

const numeric = z.strictObject({ type: z.literal('numeric'), ...common, accepted: acceptedSchema });

const ordering = z.strictObject({
  type: z.literal('ordering'),
  ...common,
  scoring: scoringSchema.describe(
    '`partial`: the share of items at their own place; `all_or_nothing`: the whole order',
  ),
  items: z
    .array(partText)
    .min(2)
    .max(MAX_PARTS)
    .refine(different, 'must not repeat a text')
    .describe('In the right order'),
});

const matching = z
  .strictObject({
    type: z.literal('matching'),
    ...common,
    pairs: z
      .array(z.strictObject({ prompt: partText, choice: partText }))
      .min(2)
      .max(MAX_PARTS)
      .refine((pairs) => different(pairs.map(({ prompt }) => prompt)), 'must not repeat a prompt')
      .describe('Pairs may share a choice; it is then offered once'),
    distractors: z.array(partText).max(MAX_PARTS).default([]).describe('Further choices that match nothing'),
  })
  .refine(({ pairs, distractors }) => !alike([...pairs.map(({ choice }) => choice), ...distractors]), {
    path: ['distractors'],
    message: 'must not look like another choice',
  });

/** A question as its author writes and reads it: with the key. Never part of what a learner is sent. */
export const authoredQuestionSchema = z.discriminatedUnion('type', [
  single,
  multiple,
  trueFalse,
  shortText,
  numeric,
  ordering,
  matching,
]);

export type AuthoredQuestion = z.infer<typeof authoredQuestionSchema>;

/** Total, because zod runs refinements of an object before it knows that the fields are decimals. */
function isAbove(a: string, b: string): boolean {
  const [above, below] = [decimalSchema.safeParse(a), decimalSchema.safeParse(b)];
  return (
    above.success && below.success && compareDecimals(parseDecimal(above.data), parseDecimal(below.data)) > 0
  );
}
