import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { endOfComplete, linesBetween, startOfLast } from './log-file.js';

describe(startOfLast, () => {
  let directory: string;
  let file: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'tenfold-'));
    file = join(directory, 'a.log');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const last = (count: number): string[] => {
    const { size } = statSync(file);
    return [...linesBetween(file, startOfLast(file, count, size), size)];
  };

  it('should find the last lines of any log, also of one that is longer than a chunk', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'é', '𝄞', ' ') });
    const long = fc.nat(3).map((times) => 'x'.repeat(times * 50_000));
    const lines = fc.array(fc.oneof(line, long), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lines, fc.nat(14), fc.boolean(), (written, count, closed) => {
        // Without its newline, an empty last line is not there.
        const ends = closed || written.at(-1) === '' ? '\n' : '';
        writeFileSync(file, written.join('\n') + ends);
        expect(last(count)).toEqual(count === 0 ? [] : written.slice(-count));
      }),
    );
  });

  it('should find none in an empty log', () => {
    writeFileSync(file, '');
    expect(last(5)).toEqual([]);
  });

  it('should leave a line that is still being written for later', () => {
    writeFileSync(file, 'one\ntwo\nthr');
    const end = endOfComplete(file, 0, statSync(file).size);
    expect([...linesBetween(file, 0, end)]).toEqual(['one', 'two']);
    expect(endOfComplete(file, end, statSync(file).size)).toBe(end);
    appendFileSync(file, 'ee\n');
    expect([...linesBetween(file, end, endOfComplete(file, end, statSync(file).size))]).toEqual(['three']);
  });
});
