import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from './generated-file.js';

/** The paths whose content differs from what it has to be; writes them unless it only checks. */
export async function synchronize(
  root: string,
  files: readonly GeneratedFile[],
  { write }: { readonly write: boolean },
): Promise<string[]> {
  const stale: string[] = [];
  for (const { path, content } of files) {
    const target = join(root, path);
    if ((await readIfThere(target)) === content) continue;
    stale.push(path);
    if (!write) continue;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  return stale;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
