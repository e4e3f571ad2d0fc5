import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.js';

/** Lends a key to programs that read it from a file, and takes it back. */
export async function withKeyFile<T>(pem: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = join(ROOT, '.tenfold', 'tmp');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `issuer-${process.pid}.pem`);
  writeFileSync(file, pem, { mode: 0o600 });
  try {
    return await work(file);
  } finally {
    rmSync(file);
  }
}
