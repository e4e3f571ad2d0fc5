interface Option {
  readonly id: string;
  readonly text: string;
}
export interface Question {
  readonly id: string;
  readonly type: string;
  readonly prompt: string;
  readonly options?: readonly Option[];
}

const RIGHT = 'Nairobi';

/** @param secret stands in all that the public must not see */
export function quizOf(secret: string) {
  const explanation = `Because of ${secret}`;
  return {
    title: `Smoke test ${secret.slice(0, 8)}`,
    category: 'Smoke test',
    settings: { visibility: 'public', passMarkPercent: 60 },
    questions: [
      {
        type: 'single',
        prompt: 'Capital of Kenya?',
        explanation,
        options: [{ text: RIGHT, correct: true }, { text: 'Mombasa' }, { text: 'Kisumu' }],
      },
      { type: 'true_false', prompt: 'Canberra is the capital of Australia.', explanation, answer: true },
      { type: 'short_text', prompt: 'What is the word?', explanation, answers: [secret] },
    ],
  };
}

/** Right but for the second one. */
export function responseTo({ type, options = [] }: Question, secret: string): unknown {
  switch (type) {
    case 'single':
      return { type, optionId: options.find(({ text }) => text === RIGHT)?.id };
    case 'true_false':
      return { type, value: false };
    default:
      return { type, text: secret };
  }
}

/** Of the result of these responses, what the quiz's settings show right after the end. */
export const EXPECTED = {
  state: 'submitted',
  points: '2000 of 3000',
  passed: true,
  correctness: ['correct', 'incorrect', 'correct'],
};

/** The first thing in a public answer that belongs to the key; undefined when there is none. */
export function keyIn(text: string, secret: string): string | undefined {
  if (text.includes(secret)) return 'a right answer or an explanation';
  return /"(?:correct|answers?|accepted|weights?|explanation|rightAnswer)"(?=:)/.exec(text)?.[0];
}
