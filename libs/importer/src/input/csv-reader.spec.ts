import { CsvReader } from './csv-reader.js';

function read(text: string, width = 3) {
  const reader = new CsvReader(width);
  const lines = text
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line, terminated: true, tooLong: false }));
  const rows = [...lines.flatMap((line) => reader.push(line)), ...reader.end()];
  return rows.map(({ columns, line, problem }) => [line, problem?.code ?? columns]);
}

describe(CsvReader, () => {
  it('should read quotes, doubled quotes, commas and line breaks in quotes', () => {
    expect(read('1,"a,b",c\n2,"say ""hi""",c\n3,"two\nlines",c\n4,,')).toEqual([
      [1, ['1', 'a,b', 'c']],
      [2, ['2', 'say "hi"', 'c']],
      [3, ['3', 'two\nlines', 'c']],
      [5, ['4', '', '']],
    ]);
  });

  it('should lose one row, not the rest of the file, to a quote that nobody closes', () => {
    expect(read('1,"open,c\n2,b,c\n3,"closed",c\n4,b,c')).toEqual([
      [1, 'unclosed_quote'],
      [2, ['2', 'b', 'c']],
      [3, ['3', 'closed', 'c']],
      [4, ['4', 'b', 'c']],
    ]);
  });

  it('should find each of several open quotes, also at the end', () => {
    expect(read('1,"open\n2,"open,too\n3,b,c\n4,"last')).toEqual([
      [1, 'unclosed_quote'],
      [2, 'unclosed_quote'],
      [3, ['3', 'b', 'c']],
      [4, 'unclosed_quote'],
    ]);
  });

  it('should give up on an open quote after a bounded number of lines', () => {
    const rows = read(`1,"open,c\n${'junk\n'.repeat(30)}2,b,c`);
    expect(rows[0]).toEqual([1, 'unclosed_quote']);
    expect(rows.at(-1)).toEqual([32, ['2', 'b', 'c']]);
    expect(rows).toHaveLength(32);
  });

  it('should accept quotes within a text', () => {
    expect(read('1,12" RULER,c')).toEqual([[1, ['1', '12" RULER', 'c']]]);
  });

  it('should report rows with too few and too many columns and skip blank lines', () => {
    expect(read('1,b\n\n  \n2,b,c,d')).toEqual([
      [1, 'wrong_column_count'],
      [4, 'wrong_column_count'],
    ]);
  });

  it('should report text that is not UTF-8 and lines that are too long', () => {
    expect(read('1,\uFFFD,c')).toEqual([[1, 'not_utf8']]);
    const line = { number: 9, text: 'x…', terminated: true, tooLong: true };
    expect(new CsvReader(3).push(line)[0]?.problem?.code).toBe('line_too_long');
  });
});
