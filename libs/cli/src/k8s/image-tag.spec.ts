import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { contentOf, imageTag } from './image-tag.js';

describe(imageTag, () => {
  let root: string;

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tenfold-tag-'));
    const files = [
      'package.json',
      'libs/ids/src/id.ts',
      'services/quiz/src/a.ts',
      'services/orders/src/a.ts',
    ];
    for (const file of files) write(file, file);
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it.each(['package.json', 'libs/ids/src/id.ts', 'services/quiz/src/b.ts', 'Dockerfile'])(
    'should change with %s',
    (file) => {
      const before = imageTag(root, 'quiz');
      expect(imageTag(root, 'quiz')).toBe(before);
      write(file, 'changed');
      expect(imageTag(root, 'quiz')).not.toBe(before);
    },
  );

  it.each(['services/orders/src/a.ts', 'libs/ids/src/id.spec.ts', 'libs/ids/dist/id.js', 'README.md'])(
    'should stay when %s changes, which is not in the image',
    (file) => {
      const before = imageTag(root, 'quiz');
      write(file, 'changed');
      expect(imageTag(root, 'quiz')).toBe(before);
    },
  );

  it('should read no folder of modules', () => {
    write('libs/ids/node_modules/x/index.js', '');
    expect(contentOf(root, 'quiz')).toEqual(['libs/ids/src/id.ts', 'package.json', 'services/quiz/src/a.ts']);
  });
});
