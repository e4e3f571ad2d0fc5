import { readTrivia } from './trivia-file.js';

const question = (text: string) => ({
  type: 'multiple',
  difficulty: 'easy',
  category: 'Music',
  question: text,
  correct_answer: 'a',
  incorrect_answers: ['b', 'c', 'd'],
});
const file = (...texts: string[]) => JSON.stringify({ results: texts.map(question) });
const told = (text: string) => {
  const { cut, rows } = readTrivia(text);
  return { cut, rows: rows.map(({ fields, problem }) => problem?.code ?? fields?.question) };
};

describe(readTrivia, () => {
  it('should read the rows of a whole file', () => {
    expect(told(file('one', 'two'))).toEqual({ cut: false, rows: ['one', 'two'] });
    expect(told('{"response_code":0,"results":[]}')).toEqual({ cut: false, rows: [] });
  });

  it('should refuse what has no results', () => {
    expect(() => readTrivia('[1,2]')).toThrow('no list of results');
    expect(() => readTrivia('InvoiceNo,StockCode')).toThrow('no list of results');
    expect(() => readTrivia('')).toThrow('no list of results');
  });

  it('should keep all whole questions of a file that was cut', () => {
    const text = file('one', 'two', 'three');
    expect(told(text.slice(0, -40))).toEqual({ cut: true, rows: ['one', 'two', 'cut_row'] });
    expect(told(text.slice(0, -2))).toEqual({ cut: true, rows: ['one', 'two', 'three'] });
  });

  it('should lose one question, not the file, to broken JSON', () => {
    const text = file('one', 'two', 'three').replace('"two"', '"two');
    expect(told(text)).toEqual({ cut: false, rows: ['one', 'broken_row', 'three'] });
  });

  it('should report rows that lack a text or are none', () => {
    const { category: _, ...lacking } = question('one');
    const rows = [lacking, 5, null, { ...question('two'), incorrect_answers: [1] }];
    const { rows: read } = readTrivia(JSON.stringify({ results: rows }));
    expect(read.map(({ problem }) => problem?.code)).toEqual(Array.from(rows, () => 'missing_field'));
    expect(read[0]?.problem?.detail).toContain('category');
    expect(read[3]?.problem?.detail).toContain('incorrect_answers');
  });
});
