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

describe(buildQuizzes, () => {
  it('should give each category quizzes of up to 100 questions with their own references', () => {
    const quizzes = buildQuizzes(
      [...questions('General Knowledge', 201), ...questions('Art', 100)],
      'opentdb',
    );
    expect(
      quizzes.map(({ draft, questions: own }) => [draft.externalReference, draft.title, own.length]),
    ).toEqual([
      ['general-knowledge/01', 'General Knowledge, part 1', 100],
      ['general-knowledge/02', 'General Knowledge, part 2', 100],
      ['general-knowledge/03', 'General Knowledge, part 3', 1],
      ['art/01', 'Art', 100],
    ]);
  });

  it('should split a name into category and sub-category', () => {
    const [quiz] = buildQuizzes(questions('Entertainment: Musicals & Theatres', 1), 'opentdb');
    expect(quiz?.draft).toMatchObject({
      externalReference: 'entertainment-musicals-theatres/01',
      category: 'Entertainment',
      tags: ['Entertainment', 'Musicals & Theatres'],
    });
  });

  it('should name licence and authors', () => {
    const [quiz] = buildQuizzes(questions('Art', 1), 'opentdb');
    expect(quiz?.draft).toMatchObject({ licence: 'CC-BY-SA-4.0', language: 'en' });
    expect(quiz?.draft.attribution).toContain('Open Trivia DB');
  });

  it('should not move questions from quiz to quiz when some are added', () => {
    const before = buildQuizzes(questions('Art', 250), 'opentdb');
    const after = buildQuizzes(questions('Art', 260), 'opentdb');
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
  });
});
