import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DevelopmentKey, generatePem, type MintOptions } from './development-key.js';

/** Mints tokens for development and tests. The private key stays in `directory`, readable by its owner alone. */
export class DevelopmentIssuer {
  private constructor(
    private readonly key: DevelopmentKey,
    readonly jwksUrl: string,
  ) {}

  /** Opens the issuer in this directory and makes its key on first use; two that start at once end with the same key. */
  static async open(directory: string): Promise<DevelopmentIssuer> {
    await mkdir(directory, { recursive: true });
    const keyFile = join(directory, 'key.pem');
    const jwksFile = join(directory, 'jwks.json');
    if (!existsSync(keyFile)) await createKey(keyFile);
    const key = await DevelopmentKey.fromPemFile(keyFile);
    await writeAtomically(jwksFile, JSON.stringify(key.publicKeys, null, 2), 0o644);
    return new DevelopmentIssuer(key, pathToFileURL(jwksFile).href);
  }

  mint(options: MintOptions): Promise<string> {
    return this.key.mint(options);
  }
}

/** A link is made whole and by one alone: who comes second takes the first one's key. */
async function createKey(file: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, await generatePem(), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
}

/** A reader never sees half a file. */
async function writeAtomically(file: string, text: string, mode: number): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { mode });
  await chmod(draft, mode);
  await rename(draft, file);
}
