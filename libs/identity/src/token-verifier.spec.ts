import {
  exportJWK,
  generateKeyPair,
  importPKCS8,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JSONWebKeySet,
  type JWTPayload,
} from 'jose';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DevelopmentIssuer } from './development-issuer.js';
import { AUDIENCE, DEVELOPMENT_ISSUER } from './development-key.js';
import { TokenVerifier } from './token-verifier.js';

describe(TokenVerifier.name, () => {
  let directory: string;
  let issuer: DevelopmentIssuer;
  let key: CryptoKey;
  let kid: string;
  let now = Date.now();
  const claims: JWTPayload = { roles: ['customer'], sub: 'alice', iss: DEVELOPMENT_ISSUER, aud: AUDIENCE };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tenfold-'));
    issuer = await DevelopmentIssuer.open(directory);
    key = await importPKCS8(await readFile(join(directory, 'key.pem'), 'utf8'), 'EdDSA');
    const jwks = JSON.parse(await readFile(join(directory, 'jwks.json'), 'utf8')) as JSONWebKeySet;
    kid = jwks.keys[0]?.kid ?? '';
  });
  beforeEach(() => {
    now = Date.now();
  });
  afterAll(() => rm(directory, { recursive: true }));

  const verifier = (options = {}) =>
    new TokenVerifier(
      {
        issuer: DEVELOPMENT_ISSUER,
        audience: AUDIENCE,
        jwksUrl: issuer.jwksUrl,
        production: false,
        ...options,
      },
      () => now,
    );
  async function sign(
    payload: JWTPayload,
    header: Record<string, unknown> = {},
    secret?: Parameters<SignJWT['sign']>[0],
  ): Promise<string> {
    const seconds = Math.floor(now / 1_000);
    return new SignJWT({ iat: seconds, exp: seconds + 60, ...payload })
      .setProtectedHeader({ alg: 'EdDSA', kid, ...header })
      .sign(secret ?? key);
  }

  it('should read subject and known roles from a good token', async () => {
    const token = await sign({ ...claims, roles: ['customer', 'emperor'] });
    await expect(verifier().verify(token)).resolves.toEqual({ subject: 'alice', roles: ['customer'] });
  });

  it('should accept what the development issuer mints, whose key only its owner can read', async () => {
    const token = await issuer.mint({ roles: ['staff'], subject: 'bob' });
    await expect(verifier().verify(token)).resolves.toEqual({ subject: 'bob', roles: ['staff'] });
    expect((await stat(join(directory, 'key.pem'))).mode & 0o077).toBe(0);
    expect(await readFile(join(directory, 'jwks.json'), 'utf8')).not.toContain('"d"');
  });

  const confusions: [string, () => Promise<string>][] = [
    ['alg none', async () => new UnsecuredJWT({ ...claims, exp: Math.floor(now / 1_000) + 60 }).encode()],
    [
      'HS256 signed with the public key',
      async () =>
        sign(
          claims,
          { alg: 'HS256' },
          new TextEncoder().encode(await readFile(join(directory, 'jwks.json'), 'utf8')),
        ),
    ],
    ['another issuer', async () => sign({ ...claims, iss: 'https://evil.example' })],
    ['another audience', async () => sign({ ...claims, aud: 'other' })],
    ['no subject', async () => sign({ roles: ['admin'], iss: DEVELOPMENT_ISSUER, aud: AUDIENCE })],
    ['no roles', async () => sign({ ...claims, roles: undefined })],
    ['a subject with a line break', async () => sign({ ...claims, sub: 'a\nb' })],
    ['a subject of 129 characters', async () => sign({ ...claims, sub: 'x'.repeat(129) })],
    ['not before tomorrow', async () => sign({ ...claims, nbf: Math.floor(now / 1_000) + 86_400 })],
    ['an unknown kid', async () => sign(claims, { kid: '../../etc/passwd' })],
    [
      'an unknown critical header',
      async () => sign(claims, { crit: ['exotic'], exotic: 1 }).catch(() => 'a.b.c'),
    ],
    ['a token of 5,000 characters', async () => sign({ ...claims, padding: 'x'.repeat(5_000) })],
    ['a foreign key in the header', async () => foreign()],
  ];
  async function foreign(): Promise<string> {
    const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    return sign(
      claims,
      { jwk: await exportJWK(pair.publicKey), jku: 'https://evil.example/jwks' },
      pair.privateKey,
    );
  }

  it.each(confusions)('should refuse %s', async (_what, make) => {
    await expect(verifier().verify(await make())).rejects.toMatchObject({
      code: 'token_invalid',
      status: 401,
    });
  });

  it('should not remember a verdict beyond the token’s end', async () => {
    const token = await sign(claims);
    const subject = verifier();
    await subject.verify(token);
    now += 59_000;
    await expect(subject.verify(token)).resolves.toMatchObject({ subject: 'alice' });
    now += 10_000;
    await expect(subject.verify(token)).rejects.toMatchObject({ code: 'token_expired' });
  });

  it('should say 503 when the keys cannot be read, and recover', async () => {
    const token = await sign(claims);
    await expect(verifier({ jwksUrl: 'file:///nowhere/jwks.json' }).verify(token)).rejects.toMatchObject({
      status: 503,
    });
  });

  it('should not start in production with the development issuer or a key file', () => {
    expect(() => verifier({ production: true })).toThrow('development issuer');
    expect(() => verifier({ production: true, issuer: 'https://id.example' })).toThrow('https');
  });
});
