import { authoredQuestionSchema } from './authored-question.dto.js';

const faults = (question: object): string[] => {
  const parsed = authoredQuestionSchema.safeParse({ prompt: 'p', ...question });
  return parsed.error?.issues.map(({ path, message }) => `/${path.join('/')}: ${message}`) ?? [];
};
const twins: [string, string] = ['caf\u00e9', 'cafe\u0301'];
const invisibleTwins: [string, string] = ['tea', 'te\u200Ba'];

describe('authoredQuestionSchema', () => {
  it.each([twins, invisibleTwins, ['a b', 'a  b '] as [string, string]])(
    'should refuse %j and %j in one question',
    (a, b) => {
      const options = (weights: boolean) =>
        [a, b].map((text, index) => ({ text, ...(weights ? { weight: 1 } : { correct: index === 0 }) }));
      const single = faults({ type: 'single', options: options(false) });
      expect(single).toEqual(['/options: must not repeat a text']);
      expect(faults({ type: 'multiple', options: options(true) })).toEqual([
        '/options: must not repeat a text',
      ]);
      expect(faults({ type: 'ordering', items: [a, b] })).toEqual(['/items: must not repeat a text']);
      const pairs = [
        { prompt: a, choice: 'x' },
        { prompt: b, choice: 'y' },
      ];
      expect(faults({ type: 'matching', pairs })).toEqual(['/pairs: must not repeat a prompt']);
    },
  );

  it('should refuse choices that only look alike, and take a choice that several pairs share', () => {
    const pairs = (first: string, second: string) => [
      { prompt: '1', choice: first },
      { prompt: '2', choice: second },
    ];
    const alike = '/distractors: must not look like another choice';
    expect(faults({ type: 'matching', pairs: pairs(...twins) })).toEqual([alike]);
    expect(faults({ type: 'matching', pairs: pairs('x', 'tea'), distractors: ['te\u00ADa'] })).toEqual([
      alike,
    ]);
    expect(faults({ type: 'matching', pairs: pairs('x', 'x'), distractors: ['x'] })).toEqual([]);
  });

  it.each(['\u200B', ' \u00A0', '\u3164', '\u2800', '\u00AD\u034F'])(
    'should refuse %j as any text',
    (text) => {
      expect(faults({ type: 'true_false', answer: true, prompt: text })).toHaveLength(1);
      expect(faults({ type: 'true_false', answer: true, explanation: text })).toHaveLength(1);
      expect(faults({ type: 'short_text', answers: [text] }).length).toBeGreaterThan(0);
      expect(faults({ type: 'ordering', items: ['a', text] })).toHaveLength(1);
    },
  );

  it('should take numbers in every form, and refuse what no answer can be', () => {
    const range = (min: string, max: string) =>
      faults({ type: 'numeric', accepted: { kind: 'range', min, max } });
    expect(range('1.6e-19', '6.022e23')).toEqual([]);
    expect(range(' .3 ', '+0.30')).toEqual([]);
    expect(range('3e-1', '0.29')).toEqual(['/accepted/max: must not be less than min']);
    expect(range('0,3', '1')[0]).toContain('must be a decimal such as');
    const within = (tolerance: string) =>
      faults({ type: 'numeric', accepted: { kind: 'tolerance', value: '6.022e23', tolerance } });
    expect(within('1e19')).toEqual([]);
    expect(within('-1e-300')).toEqual(['/accepted/tolerance: must not be negative']);
  });
});
