import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JWK } from 'jose';
import { DevelopmentKey, generateKey, type MintOptions } from './development-key.js';

/** Mints tokens for development and tests. The private key stays in `directory`, readable by its owner alone. */
export class DevelopmentIssuer {
  private constructor(
    private readonly key: DevelopmentKey,
    readonly jwksUrl: string,
  ) {}

  /** Opens the issuer in this directory and makes its key on first use; two that start at once end with the same key. */
  static async open(directory: string): Promise<DevelopmentIssuer> {
    await mkdir(directory, { recursive: true });
    const keyFile = join(directory, 'key.json');
    const jwksFile = join(directory, 'jwks.json');
    const key = new DevelopmentKey((await readKey(keyFile)) ?? (await createKey(keyFile)));
    await writeAtomically(jwksFile, JSON.stringify(key.publicKeys, null, 2), 0o644);
    return new DevelopmentIssuer(key, pathToFileURL(jwksFile).href);
  }

  mint(options: MintOptions): Promise<string> {
    return this.key.mint(options);
  }
}

async function readKey(file: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function createKey(file: string): Promise<JWK> {
  const key = await generateKey();
  try {
    await writeFile(file, JSON.stringify(key), { mode: 0o600, flag: 'wx' });
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readKey(file)) ?? key;
  }
}

/** A reader never sees half a file. */
async function writeAtomically(file: string, text: string, mode: number): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { mode });
  await chmod(draft, mode);
  await rename(draft, file);
}
