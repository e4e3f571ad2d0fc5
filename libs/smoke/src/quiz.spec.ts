import { keyIn, quizOf, responseTo } from './quiz.js';

const secret = '8c1f6c54-9a1e-4d35-bb7e-1f4f6a2d9c10';

describe(keyIn, () => {
  it('should find nothing in what the public may see', () => {
    const question = {
      type: 'single',
      prompt: 'The correct answer?',
      options: [{ id: 'a', text: 'weight' }],
    };
    expect(keyIn(JSON.stringify({ position: 1, question }), secret)).toBeUndefined();
  });

  it.each(quizOf(secret).questions)('should find the key in $prompt as its author wrote it', (question) => {
    expect(keyIn(JSON.stringify(question), secret)).toBe('a right answer or an explanation');
    expect(keyIn(JSON.stringify({ ...question, explanation: null }), '-')).toBeDefined();
  });
});

describe(responseTo, () => {
  it('should choose by text, for options come in any order', () => {
    const options = ['Kisumu', 'Nairobi', 'Mombasa'].map((text, index) => ({ id: `o${index}`, text }));
    const question = { id: 'q', type: 'single', prompt: '', options };
    expect(responseTo(question, secret)).toEqual({ type: 'single', optionId: 'o1' });
  });
});
