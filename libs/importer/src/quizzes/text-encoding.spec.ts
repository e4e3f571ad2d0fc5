import type { TextEncoding } from './text-encoding.js';
import { decodeFields, ENCODINGS, refuseWrongEncoding } from './text-encoding.js';
import type { TriviaFields } from './trivia-file.js';

const CLEAR: TriviaFields = {
  type: 'multiple',
  difficulty: 'easy',
  category: 'Entertainment: Music',
  question: 'Who sang "Café & Crème" + 100%?',
  correct: 'Beyoncé',
  incorrect: ['A & B', 'π', '~tilde~'],
};

const ENCODE: Record<TextEncoding, (text: string) => string> = {
  entities: (text) =>
    text
      .replaceAll('&', '&amp;')
      .replaceAll('"', '&quot;')
      .replaceAll('é', '&eacute;')
      .replaceAll('π', '&pi;'),
  urlLegacy: (text) => ENCODE.url3986(text).replaceAll('%20', '+').replaceAll('~', '%7E'),
  url3986: (text) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  base64: (text) => Buffer.from(text).toString('base64'),
};

function encoded(encoding: TextEncoding): TriviaFields {
  const encode = ENCODE[encoding];
  const { category, correct, difficulty, incorrect, question, type } = CLEAR;
  return {
    type: encode(type),
    difficulty: encode(difficulty),
    category: encode(category),
    question: encode(question),
    correct: encode(correct),
    incorrect: incorrect.map(encode),
  };
}

describe(decodeFields, () => {
  it.each(ENCODINGS)('should decode %s', (encoding) => {
    expect(decodeFields(encoded(encoding), encoding)).toEqual(CLEAR);
  });

  it('should decode entities once', () => {
    const fields = { ...CLEAR, question: 'What does &amp;lt; mean?' };
    expect(decodeFields(fields, 'entities')?.question).toBe('What does &lt; mean?');
  });
});

describe(refuseWrongEncoding, () => {
  const rows = (encoding: TextEncoding) =>
    [1, 2, 3].map((number) => ({ number, raw: '', fields: encoded(encoding) }));
  const pairs = ENCODINGS.flatMap((actual) => ENCODINGS.map((claimed) => [actual, claimed] as const));

  it.each(pairs.filter(([actual, claimed]) => actual !== claimed))(
    'should refuse a file in %s read as %s',
    (actual, claimed) => {
      expect(() => refuseWrongEncoding(rows(actual), claimed)).toThrow(`look like ${actual}`);
    },
  );

  it.each(ENCODINGS)('should accept a file in %s read as such', (encoding) => {
    expect(() => refuseWrongEncoding(rows(encoding), encoding)).not.toThrow();
  });

  it('should accept a file without questions', () => {
    expect(() => refuseWrongEncoding([], 'base64')).not.toThrow();
  });
});
