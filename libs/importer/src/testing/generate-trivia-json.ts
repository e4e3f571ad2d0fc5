import { SeededRandom } from './seeded-random.js';

export interface GeneratedTrivia {
  readonly json: string;
  readonly questions: number;
  readonly rejected: number;
  readonly quizzes: number;
}

const CATEGORIES = ['Entertainment: Music', 'Science &amp; Nature', 'Geography'] as const;
const PER_QUIZ = 100;

/** Questions as Open Trivia DB writes them, with entities, invisible characters, stray blanks and a few bad rows. */
export function generateTriviaJson(seed: number, perCategory: number): GeneratedTrivia {
  const random = new SeededRandom(seed);
  const good = CATEGORIES.flatMap((category) =>
    Array.from({ length: perCategory }, (_, index) => question(random, category, index)),
  );
  const bad = [
    { ...question(random, 'Geography', -1), correct_answer: 'Same', incorrect_answers: ['Same', 'Other'] },
    { ...question(random, 'Geography', -2), type: 'essay' },
    { type: 'multiple', category: 'Geography' },
  ];
  const rows = [...good.slice(0, 5), ...bad, ...good.slice(5)];
  return {
    json: JSON.stringify({ results: rows }),
    questions: rows.length,
    rejected: bad.length,
    quizzes: CATEGORIES.length * Math.ceil(perCategory / PER_QUIZ),
  };
}

function question(random: SeededRandom, category: string, index: number) {
  const boolean = random.chance(0.15);
  const truth = random.chance(0.5);
  return {
    type: boolean ? 'boolean' : 'multiple',
    difficulty: random.pick(['easy', 'medium', 'hard']),
    category,
    question: `${random.pick(['', ' '])}Is &quot;caf&eacute;\u00ad no. ${index}&quot; &amp; its &pi; real? `,
    correct_answer: boolean ? (truth ? 'True' : 'False') : `Right &lt;${index}&gt;`,
    incorrect_answers: boolean ? [truth ? 'False' : 'True'] : ['1789', ' May 05 1789', `Wrong ${index}\t`],
  };
}
