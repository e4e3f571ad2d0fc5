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
    const texts = ['=1+1', '+1', '-1', '@A1', '\t=1', '\r=1', '-1'];
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

  it('should give back every text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
        const rows = texts.map((text) => ({ n: 1, text }));
        const [, ...cells] = parse(write(rows, ['n', 'text'])) as string[][];
        const plain = cells.map(([, cell = '']) =>
          /^'[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell,
        );
        const expected = texts.map((text) => (/^'[=+\-@\t\r＝＋－＠]/.test(text) ? text.slice(1) : text));
        expect(plain).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});
