import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synchronize } from './synchronize.js';

describe('synchronize', () => {
  let root: string;
  const file = { path: 'docs/page.md', content: 'one\n' };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'codegen-'));
  });

  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  it('should write what differs, and nothing the second time', async () => {
    expect(await synchronize(root, [file], { write: true })).toEqual(['docs/page.md']);
    expect(await readFile(join(root, file.path), 'utf8')).toBe('one\n');
    expect(await synchronize(root, [file], { write: true })).toEqual([]);
  });

  it('should name what differs and leave it when it only checks', async () => {
    await synchronize(root, [file], { write: true });
    expect(await synchronize(root, [{ ...file, content: 'two\n' }], { write: false })).toEqual([
      'docs/page.md',
    ]);
    expect(await readFile(join(root, file.path), 'utf8')).toBe('one\n');
  });
});
