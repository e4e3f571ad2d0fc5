import { ROOT } from '../root.js';
import { parseSnapshot, writtenStatements } from './prepare-statements.js';

describe(parseSnapshot, () => {
  it('should find every statement, also one of several paragraphs or with a semicolon in it', () => {
    const text = [
      '-- Statements of somebody.\n-- How to write them.',
      "-- a.find\n-- months: a 1; locks: 2\nSELECT ';'\nFROM a WHERE b = $1;",
      '-- a.list\n-- no months; locks: 1\nSELECT 1;',
    ].join('\n\n');
    expect(parseSnapshot(`${text}\n`)).toEqual([
      { name: 'a.find', text: "SELECT ';'\nFROM a WHERE b = $1" },
      { name: 'a.list', text: 'SELECT 1' },
    ]);
  });
});

describe(writtenStatements, () => {
  it('should find those of each service', () => {
    const names = writtenStatements(ROOT).map(({ service, name }) => `${service} ${name}`);
    expect(names).toEqual(
      expect.arrayContaining(['orders orders.place', 'order-items lines.store', 'quiz attempts.start']),
    );
  });
});
