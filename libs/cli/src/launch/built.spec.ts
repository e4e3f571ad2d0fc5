import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface Built {
  isBuilt(root: string): boolean;
  markBuilt(root: string, sources: string): void;
  snapshot(root: string): { readonly sources: string };
}

// The launcher is JavaScript without types: it runs before anything is installed.
const { isBuilt, markBuilt, snapshot } = (await import(
  new URL('../../launch/built.mjs', import.meta.url).href
)) as Built;

describe(isBuilt, () => {
  let root: string;

  const write = (path: string, text = path): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tenfold-'));
    for (const path of [
      'package-lock.json',
      'nx.json',
      'node_modules/.package-lock.json',
      'libs/ids/src/index.ts',
      'libs/ids/src/index.spec.ts',
      'libs/ids/dist/index.js',
      'libs/cli/launch/verbs.json',
      'services/quiz/src/deep/er/main.ts',
      'services/quiz/test/quiz.integration-spec.ts',
      'services/quiz/dist/deep/er/main.js',
      'bench/src/index.ts',
    ]) {
      write(path);
    }
    markBuilt(root, snapshot(root).sources);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('should be so after a build, and not before the first', () => {
    expect(isBuilt(root)).toBe(true);
    rmSync(join(root, '.tenfold'), { recursive: true });
    expect(isBuilt(root)).toBe(false);
  });

  it.each([
    ['a source is longer', () => write('libs/ids/src/index.ts', 'longer than it was before')],
    ['a source of a service is new', () => write('services/quiz/src/deep/other.ts')],
    ['a library is new', () => write('libs/money/src/index.ts')],
    ['a source is gone', () => rmSync(join(root, 'services/quiz/src/deep/er/main.ts'))],
    ['bench has changed', () => write('bench/src/index.ts', '')],
    ['the lock file has changed', () => write('package-lock.json', '')],
    ['what was installed has changed', () => write('node_modules/.package-lock.json', '')],
    ['a compiled file is gone', () => rmSync(join(root, 'libs/ids/dist/index.js'))],
    ['a compiled folder is gone', () => rmSync(join(root, 'services/quiz/dist'), { recursive: true })],
    ['a compiled file is another one', () => write('libs/ids/dist/index.js', 'edited by hand')],
  ])('should not be so when %s', (_what, change) => {
    change();
    expect(isBuilt(root)).toBe(false);
  });

  it('should not be so when a source of the same length has been put there with its old date', () => {
    const file = join(root, 'libs/ids/src/index.ts');
    const { mtime, ctimeMs } = statSync(file);
    // The clock of the file system goes in steps.
    while (statSync(file).ctimeMs === ctimeMs) {
      writeFileSync(file, 'LIBS/IDS/SRC/INDEX.TS');
      utimesSync(file, mtime, mtime);
    }
    expect(isBuilt(root)).toBe(false);
  });

  it('should not be so when a source has changed while it was built', () => {
    const { sources } = snapshot(root);
    write('libs/ids/src/index.ts', 'saved in the middle of the build');
    markBuilt(root, sources);
    expect(isBuilt(root)).toBe(false);
  });

  it.each(['libs/ids/src/index.spec.ts', 'services/quiz/test/quiz.integration-spec.ts', 'README.md'])(
    'should stay so when %s has changed, of which nothing is built',
    (path) => {
      write(path, 'another text');
      expect(isBuilt(root)).toBe(true);
    },
  );
});
