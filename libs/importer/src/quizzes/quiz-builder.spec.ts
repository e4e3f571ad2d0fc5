import { buildQuizzes } from './quiz-builder.js';

const question = (category: string, number: number) => ({
  number,
  raw: '',
  category,
  question: {
    type: 'true_false',
    prompt: `${category} ${number}`,
    difficulty: 'easy',
    answer: true,
  } as const,
});
const questions = (category: string, count: number) =>
  Array.from({ length: count }, (_, i) => question(category, i));

const build = (category: string, count: number, after = 0) =>
  buildQuizzes(questions(category, count), { source: 'opentdb', category, after });

describe(buildQuizzes, () => {
  it('should give each category quizzes of up to 100 questions with their own references', () => {
    const quizzes = [...build('General Knowledge', 201), ...build('Art', 100), ...build('Film', 150, 2)];
    expect(
      quizzes.map(({ draft, questions: own }) => [draft.externalReference, draft.title, own.length]),
    ).toEqual([
      ['general-knowledge/01', 'General Knowledge, part 1', 100],
      ['general-knowledge/02', 'General Knowledge, part 2', 100],
      ['general-knowledge/03', 'General Knowledge, part 3', 1],
      ['art/01', 'Art', 100],
      ['film/03', 'Film, part 3', 100],
      ['film/04', 'Film, part 4', 50],
    ]);
  });

  it('should split a name into category and sub-category', () => {
    const [quiz] = build('Entertainment: Musicals & Theatres', 1);
    expect(quiz?.draft).toMatchObject({
      externalReference: 'entertainment-musicals-theatres/01',
      category: 'Entertainment',
      tags: ['Entertainment', 'Musicals & Theatres'],
    });
  });

  it('should name licence and authors', () => {
    const [quiz] = build('Art', 1);
    expect(quiz?.draft).toMatchObject({ licence: 'CC-BY-SA-4.0', language: 'en' });
    expect(quiz?.draft.attribution).toContain('Open Trivia DB');
  });
});
