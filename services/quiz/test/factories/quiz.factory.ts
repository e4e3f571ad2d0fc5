import { unique } from '@tenfold/testing';

/** One question of each type, 7 points. */
function everyQuestionType() {
  return [
    {
      type: 'single',
      prompt: 'Capital of France?',
      explanation: 'It lies on the Seine.',
      options: [{ text: 'Paris', correct: true }, { text: 'Lyon' }, { text: 'Nice' }],
    },
    {
      type: 'multiple',
      prompt: 'Which are even?',
      options: [
        { text: '2', weight: 50 },
        { text: '3', weight: -50 },
        { text: '4', weight: 50 },
      ],
    },
    { type: 'true_false', prompt: 'Water is wet.', answer: true },
    { type: 'short_text', prompt: 'Who wrote Faust?', answers: ['Goethe', 'J. W. von Goethe'] },
    { type: 'numeric', prompt: 'Pi?', accepted: { kind: 'tolerance', value: '3.14159', tolerance: '0.01' } },
    { type: 'ordering', prompt: 'Sort.', items: ['one', 'two', 'three', 'four'] },
    {
      type: 'matching',
      prompt: 'Match.',
      pairs: [
        { prompt: 'dog', choice: 'mammal' },
        { prompt: 'carp', choice: 'fish' },
      ],
      distractors: ['bird'],
    },
  ];
}

export function quizBody(overrides: Readonly<Record<string, unknown>> = {}) {
  return { title: unique('Quiz'), questions: everyQuestionType(), ...overrides };
}

interface Part {
  readonly id: string;
  readonly text: string;
}

interface ShownQuestion {
  readonly type: string;
  readonly options?: readonly Part[];
  readonly items?: readonly Part[];
  readonly prompts?: readonly Part[];
  readonly choices?: readonly Part[];
}

/** The right response to a question of `everyQuestionType`, found by its texts as a learner would. */
export function rightResponse(question: ShownQuestion): Record<string, unknown> {
  const id = (parts: readonly Part[] | undefined, text: string): string | undefined =>
    parts?.find((part) => part.text === text)?.id;
  switch (question.type) {
    case 'single':
      return { type: 'single', optionId: id(question.options, 'Paris') };
    case 'multiple':
      return { type: 'multiple', optionIds: [id(question.options, '4'), id(question.options, '2')] };
    case 'true_false':
      return { type: 'true_false', value: true };
    case 'short_text':
      return { type: 'short_text', text: ' goethe ' };
    case 'numeric':
      return { type: 'numeric', value: '3.15' };
    case 'ordering':
      return {
        type: 'ordering',
        itemIds: ['one', 'two', 'three', 'four'].map((text) => id(question.items, text)),
      };
    default:
      return {
        type: 'matching',
        pairs: [
          { promptId: id(question.prompts, 'dog'), choiceId: id(question.choices, 'mammal') },
          { promptId: id(question.prompts, 'carp'), choiceId: id(question.choices, 'fish') },
        ],
      };
  }
}

/** Texts that stand in the key alone. */
export function planted() {
  return {
    explanation: unique('MARKER-EXPLANATION'),
    shortText: unique('MARKER-ANSWER'),
    // Fits a decimal and occurs nowhere else.
    number: `${Math.floor(Math.random() * 1e14)}.8284590452`,
  };
}

/** One question of each type, with the markers wherever the key has room for a text. */
export function plantedQuestions({ explanation, shortText, number }: ReturnType<typeof planted>) {
  return everyQuestionType().map((question) => ({
    ...question,
    explanation,
    ...(question.type === 'short_text' ? { answers: [shortText] } : {}),
    ...(question.type === 'numeric' ? { accepted: { kind: 'range', min: number, max: number } } : {}),
  }));
}
