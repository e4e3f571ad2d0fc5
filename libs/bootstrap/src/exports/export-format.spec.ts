import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { EXPORT_FORMATS, exportFormat } from './export-format.js';

describe(exportFormat, () => {
  it.each([
    [undefined, 'ndjson'],
    ['*/*', 'ndjson'],
    ['text/csv', 'csv'],
    ['text/*', 'csv'],
    ['application/*;q=0.5, text/csv;q=0.9', 'csv'],
    ['application/x-ndjson;q=0.4, */*;q=0.2', 'ndjson'],
    ['application/x-ndjson;q=0, */*', 'csv'],
    ['TEXT/CSV; charset=utf-8', 'csv'],
  ])('should answer Accept: %s with %s', (accept, extension) => {
    expect(exportFormat(accept).extension).toBe(extension);
  });

  it.each(['application/json', 'text/html', '', 'text/csv;q=0', '*/*;q=0'])(
    'should refuse "%s"',
    (accept) => {
      expect(() => exportFormat(accept)).toThrow(expect.objectContaining({ status: 406 }));
    },
  );
});

describe('csv', () => {
  const [, csv] = EXPORT_FORMATS;
  const write = (rows: readonly object[], columns: readonly string[]): string =>
    `${csv?.head(columns)}${csv?.rows(rows, columns)}`;

  it('should write a header, quotes where they are needed, and JSON for what is not flat', () => {
    const rows = [{ a: 'x,"y"\r\nz', b: null, c: true, d: { e: [1] }, n: -5 }];
    expect(write(rows, ['a', 'b', 'c', 'd', 'n'])).toBe(
      'a,b,c,d,n\r\n"x,""y""\r\nz",,true,"{""e"":[1]}",-5\r\n',
    );
    expect(write([], ['a', 'b'])).toBe('a,b\r\n');
  });

  it('should let no text be a formula, and keep numbers as they are', () => {
    const texts = ['=1+1', '+1', '-1', '@A1', '\t1', '\r1', '-1'];
    const cells = parse(
      write(
        texts.map((text) => ({ text, n: -1.5 })),
        ['text', 'n'],
      ),
      { from_line: 1 },
    );
    const [, ...rows] = cells as string[][];
    expect(rows).toEqual(texts.map((text) => [`'${text}`, '-1.5']));
  });

  it.each([
    ['x;=1+1', `"x;'=1+1"`],
    [';=1+1', `";'=1+1"`],
    ['x;;@a', `"x;;'@a"`],
    ['x; \u00a0=1', `"x;' \u00a0=1"`],
    ['x;"=1"', `"x;'""=1"""`],
    ['x\t+1', `"x\t'+1"`],
    ['x|-1', `"x|'-1"`],
    ['x\n=1', `"x\n'=1"`],
    ['x\r\n＝1', `"x\r\n'＝1"`],
    ['x\ny', `"x\ny"`],
    [' =1', `' =1`],
    ['\t=1', `"'\t'=1"`],
    ['=1;=2', `"'=1;'=2"`],
    ['x; y', `"x; y"`],
    ['5-3=2', '5-3=2'],
  ])('should write %j as %j', (text, cell) => {
    expect(write([{ text }], ['text'])).toBe(`text\r\n${cell}\r\n`);
  });

  it('should keep JSON JSON, and let none of its texts be a formula', () => {
    const lines = [
      { title: 'x;=1+1', total: -5 },
      { title: 'y;', total: -1 },
    ];
    const [, cells = []] = parse(write([{ id: 1, lines }], ['id', 'lines'])) as string[][];
    const expected = [{ title: "x;'=1+1", total: -5 }, lines[1]];
    expect(JSON.parse(cells[1] ?? '')).toEqual(expected);
  });

  it.each([',', ';', '\t', '|'])('should let no text be a formula where %j separates cells', (delimiter) => {
    const unit = fc.constantFrom(...'=+-@＝ab1 \'",;|\t\r\n\u00a0');
    const text = fc.string({ unit, maxLength: 12 });
    const json = fc.record({ text, n: fc.integer() });
    const rows = fc.array(fc.record({ text, json, more: text, last: text }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, (some) => {
        const numbered = some.map((row, index) => ({ id: index + 1, ...row }));
        const file = write(numbered, ['id', 'text', 'json', 'more', 'last']);
        for (const cell of cellsOf(file, delimiter)) expect(cell).not.toMatch(/^[=+\-@＝]/);
      }),
      { numRuns: 500 },
    );
  });

  it('should give back every text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
        const rows = texts.map((text) => ({ n: 1, text }));
        const [, ...cells] = parse(write(rows, ['n', 'text'])) as string[][];
        const plain = cells.map(([, cell = '']) => withoutApostrophes(cell));
        expect(plain).toEqual(texts.map(withoutApostrophes));
      }),
      { numRuns: 30 },
    );
  });
});

/** Undoes what keeps texts from being formulas. A text that has such an apostrophe of its own loses it, here as there. */
function withoutApostrophes(text: string): string {
  return text.replace(/^'(?=[\t\r])/, '').replace(/(?<=^|[;|\t\r\n])'(?=[\s"]*[=+\-@＝＋－＠])/g, '');
}

/**
 * As a spreadsheet reads: a quote at the beginning of a cell opens it, another closes it and what follows is added; anywhere else it is a
 * character. Blanks at the beginning are dropped.
 */
function cellsOf(file: string, delimiter: string): string[] {
  const cells: string[] = [];
  let [cell, quoted, begun] = ['', false, false];
  for (let at = 0; at < file.length; at += 1) {
    const char = file.charAt(at);
    if (quoted && char === '"' && file.charAt(at + 1) === '"') cell += file.charAt((at += 1));
    else if (quoted && char === '"') quoted = false;
    else if (quoted) cell += char;
    else if (char === delimiter || char === '\r' || char === '\n') {
      cells.push(cell);
      [cell, begun] = ['', false];
    } else if (char === '"' && !begun) [quoted, begun] = [true, true];
    else if (begun || char.trim() !== '') [cell, begun] = [cell + char, true];
  }
  return [...cells, cell];
}
