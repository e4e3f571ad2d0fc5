import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import type { Role } from './principal.js';

/** Tokens of this issuer are signed with a key on somebody's laptop: a production service does not start with it. */
export const DEVELOPMENT_ISSUER = 'https://issuer.tenfold.localhost';
export const AUDIENCE = 'tenfold';

const ALGORITHM = 'EdDSA';

export interface MintOptions {
  readonly roles: readonly Role[];
  readonly subject: string;
  readonly ttlSeconds?: number;
}

/** Mints tokens for development and tests. The private key stays in `directory`, readable by its owner alone. */
export class DevelopmentIssuer {
  private constructor(
    private readonly key: JWK,
    readonly jwksUrl: string,
  ) {}

  /** Opens the issuer in this directory and makes its key on first use; two that start at once end with the same key. */
  static async open(directory: string): Promise<DevelopmentIssuer> {
    await mkdir(directory, { recursive: true });
    const keyFile = join(directory, 'key.json');
    const jwksFile = join(directory, 'jwks.json');
    const key = (await readKey(keyFile)) ?? (await createKey(keyFile));
    const { d: _private, ...publicKey } = key;
    await writeAtomically(jwksFile, JSON.stringify({ keys: [publicKey] }, null, 2), 0o644);
    return new DevelopmentIssuer(key, pathToFileURL(jwksFile).href);
  }

  async mint({ roles, subject, ttlSeconds = 3_600 }: MintOptions): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({ roles: [...roles] })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.key.kid ?? '', typ: 'at+jwt' })
      .setIssuer(DEVELOPMENT_ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(subject)
      .setIssuedAt(now)
      .setExpirationTime(now + ttlSeconds)
      .sign(await importJWK(this.key, ALGORITHM));
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
  const pair = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  const key: JWK = { ...jwk, alg: ALGORITHM, use: 'sig', kid: await calculateJwkThumbprint(jwk) };
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
