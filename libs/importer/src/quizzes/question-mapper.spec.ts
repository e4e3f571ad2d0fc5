import fc from 'fast-check';
import { mapQuestion } from './question-mapper.js';
import { stableShuffle } from './stable-shuffle.js';
import type { TriviaFields } from './trivia-file.js';

const CHOICE: TriviaFields = {
  type: 'multiple',
  difficulty: 'easy',
  category: ' Music ',
  question: 'In which year\u00ad?',
  correct: '1789',
  incorrect: ['May 05 1789', ' 1790', '1791'],
};

describe(mapQuestion, () => {
  it('should clean every text and keep numbers as choices', () => {
    const mapped = mapQuestion(CHOICE, 'seed');
    expect(mapped).toMatchObject({
      category: 'Music',
      removed: ['U+00AD'],
      question: { type: 'single', prompt: 'In which year?', difficulty: 'easy' },
    });
    const options = 'question' in mapped && mapped.question.type === 'single' ? mapped.question.options : [];
    expect(options.filter(({ correct }) => correct)).toEqual([{ text: '1789', correct: true }]);
    expect(options.map(({ text }) => text).sort()).toEqual(['1789', '1790', '1791', 'May 05 1789']);
  });

  it('should give the same question the same order, and the right answer every place', () => {
    const places = Array.from({ length: 200 }, (_, index) => {
      const mapped = mapQuestion({ ...CHOICE, question: `Question ${index}` }, 'seed');
      expect(mapQuestion({ ...CHOICE, question: `Question ${index}` }, 'seed')).toEqual(mapped);
      return 'question' in mapped && mapped.question.type === 'single'
        ? mapped.question.options.findIndex(({ correct }) => correct)
        : -1;
    });
    for (const place of [0, 1, 2, 3]) expect(places.filter((p) => p === place).length).toBeGreaterThan(25);
  });

  it('should make booleans of booleans', () => {
    const boolean = { ...CHOICE, type: 'boolean', correct: 'False', incorrect: ['True'] };
    expect(mapQuestion(boolean, 'seed')).toMatchObject({ question: { type: 'true_false', answer: false } });
  });

  it.each([
    [{ question: ' \u200b ' }, 'empty_text'],
    [{ incorrect: ['1789 '] }, 'repeated_answer'],
    [{ incorrect: [] }, 'no_wrong_answer'],
    [{ type: 'essay' }, 'unknown_type'],
    [{ type: 'boolean' }, 'not_boolean'],
    [{ type: 'boolean', correct: 'True', incorrect: ['True'] }, 'not_boolean'],
    [{ difficulty: 'extreme' }, 'unknown_difficulty'],
    [{ correct: 'a\uFFFDb' }, 'not_utf8'],
  ])('should refuse %j', (change, code) => {
    expect(mapQuestion({ ...CHOICE, ...change }, 'seed')).toMatchObject({ code });
  });
});

describe(stableShuffle, () => {
  it('should keep all items and depend on the key alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), (items, key) => {
        const shuffled = stableShuffle(items, key);
        expect(stableShuffle(items, key)).toEqual(shuffled);
        expect([...shuffled].sort()).toEqual([...items].sort());
      }),
    );
  });
});
