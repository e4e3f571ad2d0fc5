import { z } from 'zod';

const YEAR_2100 = Date.UTC(2100, 0, 1);

/** A moment in UTC. The bound keeps deadlines computed from it inside what every store can hold. */
const momentSchema = z
  .string()
  .refine(
    (value) => z.iso.datetime().safeParse(value).success,
    'must be a time in UTC such as "2026-12-01T09:00:00Z"',
  )
  .refine((value) => Date.parse(value) >= 0 && Date.parse(value) < YEAR_2100, 'must be between 1970 and 2100')
  .meta({
    id: 'Moment',
    format: 'date-time',
    description: 'A time in UTC between 1970 and 2100',
    example: '2026-12-01T09:00:00Z',
  });

export const REVIEW_PHASES = ['during', 'rightAfter', 'later', 'afterClose'] as const;
export type ReviewPhase = (typeof REVIEW_PHASES)[number];

/** What a learner may see in one phase; all of it is off unless the policy says otherwise. */
export interface ReviewRights {
  readonly correctness: boolean;
  readonly marks: boolean;
  readonly feedback: boolean;
  readonly rightAnswer: boolean;
}

function rights(defaults: ReviewRights) {
  return z
    .strictObject({
      correctness: z.boolean().default(defaults.correctness).describe('Right, partly right or wrong'),
      marks: z.boolean().default(defaults.marks).describe('Points of the questions and of the attempt'),
      feedback: z.boolean().default(defaults.feedback).describe("The author's explanations"),
      rightAnswer: z.boolean().default(defaults.rightAnswer).describe('The right answers'),
    })
    .prefault({});
}

const NOTHING: ReviewRights = { correctness: false, marks: false, feedback: false, rightAnswer: false };
const MARKED: ReviewRights = { correctness: true, marks: true, feedback: true, rightAnswer: false };
const ALL: ReviewRights = { correctness: true, marks: true, feedback: true, rightAnswer: true };

/** While a quiz is open a right answer shown to one learner is a right answer told to the next: off until it closes. */
export const reviewPolicySchema = z
  .strictObject({
    during: rights(NOTHING).describe('While the attempt is in progress'),
    rightAfter: rights(MARKED).describe('In the first two minutes after the end of the attempt'),
    later: rights(MARKED).describe('After that, while the quiz is open'),
    afterClose: rights(ALL).describe('Once the quiz has closed'),
    rightAnswersBeforeLastAttempt: z
      .boolean()
      .default(false)
      .describe(
        'Shows right answers, where a phase has them, though the learner may start another attempt or change this one. Otherwise they wait for the last attempt or the close.',
      ),
  })
  .prefault({});

/**
 * `public`: in the catalogue, its questions for everybody. `unlisted`: not in the catalogue, its questions for whoever has the id.
 * `attempt`: in the catalogue, its questions inside an attempt only.
 */
export const VISIBILITIES = ['public', 'unlisted', 'attempt'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** Which of a learner's attempts count on the board. */
export const GRADING_RULES = ['highest', 'first', 'last', 'average'] as const;
export type GradingRule = (typeof GRADING_RULES)[number];

export const BOARD_READERS = ['off', 'learners', 'public'] as const;

const DAY_SECONDS = 86_400;

const VISIBILITY = `\`public\`: in the catalogue, questions for everybody. \`unlisted\`: not in the catalogue, questions for whoever has the id.
\`attempt\`: in the catalogue, questions inside an attempt only. Null: \`attempt\` with a time limit or limited attempts, else \`public\`.
With such a limit, and before opensAt, questions are never shown outside of an attempt.`;

// Without an id of its own: with its defaults it differs between what is sent and what is answered, so each gets one.
export const settingsSchema = z
  .strictObject({
    timeLimitSeconds: z
      .int()
      .min(10)
      .max(30 * DAY_SECONDS)
      .nullable()
      .default(null)
      .describe('Null: no limit'),
    graceSeconds: z
      .int()
      .min(0)
      .max(600)
      .default(10)
      .describe(
        'Answers that arrive this long after the deadline still count: nobody loses a point to our latency',
      ),
    attemptsAllowed: z
      .int()
      .min(1)
      .max(1_000)
      .nullable()
      .default(null)
      .describe('Per learner; null: no limit'),
    visibility: z.enum(VISIBILITIES).nullable().default(null).describe(VISIBILITY),
    opensAt: momentSchema.nullable().default(null),
    closesAt: momentSchema.nullable().default(null),
    shuffleQuestions: z.boolean().default(false),
    shuffleOptions: z.boolean().default(true),
    passMarkPercent: z.int().min(0).max(100).nullable().default(null),
    gradingRule: z
      .enum(GRADING_RULES)
      .default('highest')
      .describe("Which of a learner's attempts the leaderboard counts"),
    leaderboard: z
      .enum(BOARD_READERS)
      .default('off')
      .describe(
        'Who may see the leaderboard besides owner and staff; it is shown while the review policy shows marks, for a score tells them',
      ),
    review: reviewPolicySchema,
  })
  .refine(
    ({ opensAt, closesAt }) =>
      opensAt === null || closesAt === null || Date.parse(opensAt) < Date.parse(closesAt),
    { path: ['closesAt'], message: 'must be after opensAt' },
  )
  .prefault({});

export type QuizSettings = z.infer<typeof settingsSchema>;
