import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { millisecondsSinceCall } from './begun.js';

describe(millisecondsSinceCall, () => {
  let directory: string;
  let note: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tenfold-'));
    note = join(directory, `begun-${process.pid}`);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('should count from the call of the launcher, and take its note away', () => {
    writeFileSync(note, String(performance.timeOrigin - 90_000));
    expect(millisecondsSinceCall(directory)).toBeGreaterThanOrEqual(90_000);
    expect(existsSync(note)).toBe(false);
    expect(millisecondsSinceCall(directory)).toBeLessThan(performance.now() + 90_000);
  });

  it.each(['', 'nonsense', '-1', String(Date.now() + 1e9)])(
    'should count from its own start where the note is "%s"',
    (text) => {
      writeFileSync(note, text);
      const before = performance.now();
      const counted = millisecondsSinceCall(directory);
      expect(counted).toBeGreaterThanOrEqual(Math.floor(before));
      expect(counted).toBeLessThanOrEqual(performance.now() + 1);
    },
  );
});
