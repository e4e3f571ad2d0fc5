import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.js';

describe(findOnPath, () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tenfold-path-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('should find an executable and prefer the earlier name', () => {
    for (const name of ['second', 'first']) {
      writeFileSync(join(directory, name), '');
      chmodSync(join(directory, name), 0o755);
    }
    expect(findOnPath(['first', 'second'], `/nowhere:${directory}`)).toBe(join(directory, 'first'));
  });

  it('should pass over directories and files that cannot be run', () => {
    mkdirSync(join(directory, 'tool'));
    expect(findOnPath(['tool'], directory)).toBeUndefined();
  });
});
