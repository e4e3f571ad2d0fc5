import type { Question } from './question-mapper.js';

/** A quiz as `POST /v1/quizzes` takes it. */
export interface QuizDraft {
  readonly source: string;
  readonly externalReference: string;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly language: string;
  readonly licence: string;
  readonly attribution: string;
  readonly questions: readonly Question[];
}

/** A question that knows where in the file it stood. */
export interface SourcedQuestion {
  readonly number: number;
  readonly raw: string;
  readonly category: string;
  readonly question: Question;
}

export interface BuiltQuiz {
  readonly draft: Omit<QuizDraft, 'questions'>;
  readonly questions: readonly SourcedQuestion[];
}

export const MAX_QUESTIONS = 100;

/** The licence asks for credit, for saying what was changed, and for sharing alike: it goes with every quiz. */
const ATTRIBUTION =
  'Open Trivia DB (https://opentdb.com) and its contributors; options shuffled, texts cleaned';

/**
 * Quizzes of up to 100 questions of one category, in the order of the file.
 * @param after so many quizzes the category has already
 */
export function buildQuizzes(
  questions: readonly SourcedQuestion[],
  { source, category, after }: { source: string; category: string; after: number },
): BuiltQuiz[] {
  const parts = after + Math.ceil(questions.length / MAX_QUESTIONS);
  return Array.from({ length: parts - after }, (_, index) => ({
    draft: head(source, category, after + index + 1, parts),
    questions: questions.slice(index * MAX_QUESTIONS, (index + 1) * MAX_QUESTIONS),
  }));
}

/** How the quizzes of a category are called at their source. */
export function referenceOf(category: string, part: number): string {
  return `${slug(category)}/${String(part).padStart(2, '0')}`;
}

export function titleOf(category: string, part: number, parts: number): string {
  return parts === 1 ? category : `${category}, part ${part}`;
}

/** `Entertainment: Music` is the category Entertainment with the sub-category Music; both become tags. */
function head(source: string, name: string, part: number, parts: number): BuiltQuiz['draft'] {
  const [category = name, ...rest] = name.split(/:\s+/);
  const subCategory = rest.join(': ');
  return {
    source,
    externalReference: referenceOf(name, part),
    title: titleOf(name, part, parts),
    description: `Questions about ${subCategory || category} from the Open Trivia Database.`,
    category,
    tags: subCategory === '' || subCategory === category ? [category] : [category, subCategory],
    language: 'en',
    licence: 'CC-BY-SA-4.0',
    attribution: ATTRIBUTION,
  };
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}
