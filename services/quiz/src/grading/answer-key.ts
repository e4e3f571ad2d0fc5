/** How much of a question a response that is partly right earns. */
export const SCORING = ['partial', 'all_or_nothing'] as const;
export type Scoring = (typeof SCORING)[number];

/**
 * What is right, by question type. It lives in the table of keys and in the memory of a grading call; it must never be
 * part of anything that is cached, published, logged or sent, except as the right answer that a review policy allows.
 */
export type AnswerKey =
  | { readonly type: 'single'; readonly optionId: string }
  | {
      readonly type: 'multiple';
      readonly scoring: Scoring;
      /** Positive for right options, zero or negative for wrong ones. */
      readonly weights: Readonly<Record<string, number>>;
    }
  | { readonly type: 'true_false'; readonly value: boolean }
  | {
      readonly type: 'short_text';
      readonly answers: readonly string[];
      readonly caseSensitive: boolean;
      readonly accentSensitive: boolean;
    }
  | { readonly type: 'numeric'; readonly min: string; readonly max: string }
  | { readonly type: 'ordering'; readonly scoring: Scoring; readonly itemIds: readonly string[] }
  | { readonly type: 'matching'; readonly choiceIdByPromptId: Readonly<Record<string, string>> };

/** One row of a version's key. */
export interface QuestionKey {
  readonly questionId: string;
  readonly millipoints: number;
  readonly explanation: string | null;
  readonly answer: AnswerKey;
}
