import type { PublicQuestion } from '../quizzes/dto/public-question.dto.js';
import type { QuizVersion } from '../quizzes/versions.service.js';
import { seedFor, shuffled } from './shuffle.js';

/** The questions as this attempt sees them: its order, its order of options. */
export function layOut({ quiz, questions }: QuizVersion, seed: number): PublicQuestion[] {
  const order = quiz.settings.shuffleQuestions ? shuffled(questions, seed) : [...questions];
  return quiz.settings.shuffleOptions ? order.map((question) => shuffleParts(question, seed)) : order;
}

function shuffleParts(question: PublicQuestion, seed: number): PublicQuestion {
  const own = (kind: string): number => seedFor(seed, `${kind}:${question.id}`);
  switch (question.type) {
    case 'single':
    case 'multiple':
      return { ...question, options: shuffled(question.options, own('option')) };
    case 'ordering':
      return { ...question, items: shuffled(question.items, own('item')) };
    case 'matching':
      return {
        ...question,
        prompts: shuffled(question.prompts, own('prompt')),
        choices: shuffled(question.choices, own('choice')),
      };
    default:
      return question;
  }
}
