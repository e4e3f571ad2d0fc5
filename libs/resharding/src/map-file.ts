import { open, rename } from 'node:fs/promises';
import type { ShardMap } from '@tenfold/database';

/** Replaces the file at once: a reader gets the old map or the new one. */
export async function writeMapFile(file: string, map: ShardMap): Promise<void> {
  const draft = `${file}.draft`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(`${JSON.stringify(map, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
