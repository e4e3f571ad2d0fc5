import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '@tenfold/errors';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { DEVELOPMENT_ISSUER } from './development-key.js';
import { ROLES, type Principal, type Role } from './principal.js';

export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  /** `https://…` is fetched and cached with a cool-down; `file:///…` is for development. */
  readonly jwksUrl: string;
  readonly production: boolean;
}

/** Asymmetric only: with a fixed list, neither `none` nor HS256 signed with the public key can pass (RFC 8725). */
const ALGORITHMS = ['EdDSA', 'ES256', 'RS256', 'PS256'];
const CLOCK_TOLERANCE_SECONDS = 5;
/** A longer token is an attack or a mistake; ours are under 500 characters. */
const MAX_TOKEN_LENGTH = 4_096;
const MAX_SUBJECT_LENGTH = 128;
/** Bounds the cache to about 2 MB. */
const MAX_CACHED = 10_000;

/**
 * Verifies bearer tokens (RFC 7519, RFC 9068 claims `iss`, `aud`, `sub`, `exp`), the only place that does. A verdict is
 * remembered under the token's hash until the token expires, because a signature check costs more than the rest of a hit.
 */
export class TokenVerifier {
  private readonly verified = new Map<string, { principal: Principal; expiresAtMs: number }>();
  private keys: JWTVerifyGetKey | undefined;
  private fetchedAt: number | undefined;

  constructor(
    private readonly options: TokenVerifierOptions,
    private readonly now: () => number = Date.now,
  ) {
    if (options.production && options.issuer === DEVELOPMENT_ISSUER) {
      throw new Error('JWT_ISSUER is the development issuer, which production refuses');
    }
    if (options.production && !options.jwksUrl.startsWith('https://')) {
      throw new Error('JWKS_URL must be an https URL in production');
    }
  }

  /** Milliseconds since the keys were last fetched; undefined before the first token. */
  get keysAgeMs(): number | undefined {
    return this.fetchedAt === undefined ? undefined : this.now() - this.fetchedAt;
  }

  /** The verdict on a token that was verified before and has not expired; there is nothing to wait for then. */
  known(token: string | undefined): Principal | undefined {
    if (token === undefined || token.length > MAX_TOKEN_LENGTH) return undefined;
    const known = this.verified.get(hashOf(token));
    return known !== undefined && known.expiresAtMs > this.now() ? known.principal : undefined;
  }

  /** @param beforeCheck called where the verdict is not remembered and costs a signature check; may throw to save it */
  async verify(token: string, beforeCheck: () => void = () => undefined): Promise<Principal> {
    if (token.length > MAX_TOKEN_LENGTH) throw invalid('the token is too long');
    const digest = hashOf(token);
    const known = this.verified.get(digest);
    if (known !== undefined && known.expiresAtMs > this.now()) return known.principal;
    this.verified.delete(digest);
    beforeCheck();
    const payload = await this.check(token);
    const principal = principalOf(payload);
    if (this.verified.size >= MAX_CACHED) this.verified.clear();
    this.verified.set(digest, { principal, expiresAtMs: (payload.exp ?? 0) * 1_000 });
    return principal;
  }

  private async check(token: string): Promise<JWTPayload> {
    try {
      this.keys ??= await loadKeys(this.options.jwksUrl, () => (this.fetchedAt = this.now()));
      const { payload } = await jwtVerify(token, this.keys, {
        issuer: this.options.issuer,
        audience: this.options.audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['sub', 'exp', 'iat'],
        currentDate: new Date(this.now()),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new AppError('token_expired', { headers: challenge('expired') });
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
        throw new AppError('dependency_unavailable', {
          detail: 'the keys of the token issuer cannot be read',
          headers: { 'retry-after': '5' },
          cause: error,
        });
      }
      throw invalid('signature, issuer, audience or times do not fit', error);
    }
  }
}

/** At once and without an object: it is made for each request with a token. */
function hashOf(token: string): string {
  return hash('sha256', token, 'base64');
}

export function tokenMissing(): AppError {
  return new AppError('token_missing', { headers: { 'www-authenticate': 'Bearer realm="tenfold"' } });
}

function invalid(detail: string, cause?: unknown): AppError {
  return new AppError('token_invalid', { detail, headers: challenge(detail), cause });
}

function challenge(description: string): Record<string, string> {
  return {
    'www-authenticate': `Bearer realm="tenfold", error="invalid_token", error_description="${description}"`,
  };
}

function principalOf(payload: JWTPayload): Principal {
  const { sub, roles } = payload;
  const printable = typeof sub === 'string' && /^[\x21-\x7e]+$/.test(sub) && sub.length <= MAX_SUBJECT_LENGTH;
  if (!printable) throw invalid('sub must be 1 to 128 visible ASCII characters');
  if (!Array.isArray(roles)) throw invalid('roles must be a list');
  // A role that this version does not know gives no right here.
  return { subject: sub, roles: ROLES.filter((role: Role) => roles.includes(role)) };
}

async function loadKeys(jwksUrl: string, onFetched: () => void): Promise<JWTVerifyGetKey> {
  if (!jwksUrl.startsWith('file:')) {
    return createRemoteJWKSet(new URL(jwksUrl), {
      timeoutDuration: 2_000,
      cooldownDuration: 30_000,
      [customFetch]: async (url, options) => {
        const response = await fetch(url, options);
        if (response.ok) onFetched();
        return response;
      },
    });
  }
  const keys = JSON.parse(await readFile(fileURLToPath(jwksUrl), 'utf8')) as JSONWebKeySet;
  onFetched();
  return createLocalJWKSet(keys);
}
