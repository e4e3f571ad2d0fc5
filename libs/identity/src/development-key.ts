import { readFile } from 'node:fs/promises';
import {
  calculateJwkThumbprint,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importJWK,
  importPKCS8,
  SignJWT,
  type CryptoKey,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
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

/** The key of the development issuer, wherever it is kept. It goes out of here as signatures alone. */
export class DevelopmentKey {
  /** @param jwk the private key; `kid` and `alg` are part of it */
  private constructor(private readonly jwk: JWK) {}

  /** @param pem an Ed25519 key as PKCS#8, as Helm's `genPrivateKey "ed25519"` and `openssl genpkey` write it */
  static async fromPem(pem: string): Promise<DevelopmentKey> {
    return new DevelopmentKey(await describe(await importPKCS8(pem, ALGORITHM, { extractable: true })));
  }

  /** @throws Error that names the file and shows nothing of it */
  static async fromPemFile(file: string): Promise<DevelopmentKey> {
    const pem = await readFile(file, 'utf8');
    try {
      return await DevelopmentKey.fromPem(pem);
    } catch (cause) {
      throw new Error(`${file} is not an Ed25519 private key as PKCS#8 PEM`, { cause });
    }
  }

  get publicKeys(): JSONWebKeySet {
    const { d: _private, ...publicKey } = this.jwk;
    return { keys: [publicKey] };
  }

  async mint({ roles, subject, ttlSeconds = 3_600 }: MintOptions): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({ roles: [...roles] })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.jwk.kid ?? '', typ: 'at+jwt' })
      .setIssuer(DEVELOPMENT_ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(subject)
      .setIssuedAt(now)
      .setExpirationTime(now + ttlSeconds)
      .sign(await importJWK(this.jwk, ALGORITHM));
  }
}

/** A new private key, to be kept by the caller. */
export async function generatePem(): Promise<string> {
  const pair = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  return exportPKCS8(pair.privateKey);
}

async function describe(privateKey: CryptoKey): Promise<JWK> {
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg: ALGORITHM, use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}
