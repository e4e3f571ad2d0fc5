import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AUDIENCE, DEVELOPMENT_ISSUER, DevelopmentKey } from './development-key.js';
import { TokenVerifier } from './token-verifier.js';

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;

describe(DevelopmentKey, () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = pemOf(privateKey);
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenfold-key-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function write(name: string, text: string): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  }

  it('should mint tokens that its public keys verify', async () => {
    const key = await DevelopmentKey.fromPemFile(await write('key.pem', pem));
    const jwksUrl = pathToFileURL(await write('jwks.json', JSON.stringify(key.publicKeys))).href;
    const verifier = new TokenVerifier({
      issuer: DEVELOPMENT_ISSUER,
      audience: AUDIENCE,
      jwksUrl,
      production: false,
    });
    const token = await key.mint({ roles: ['author', 'staff'], subject: 'carol' });
    await expect(verifier.verify(token)).resolves.toEqual({ subject: 'carol', roles: ['author', 'staff'] });
  });

  it('should publish one public key, under the same name each time', async () => {
    const [first, second] = await Promise.all([DevelopmentKey.fromPem(pem), DevelopmentKey.fromPem(pem)]);
    expect(first.publicKeys).toEqual({
      keys: [
        {
          kty: 'OKP',
          crv: 'Ed25519',
          x: expect.any(String),
          kid: expect.any(String),
          alg: 'EdDSA',
          use: 'sig',
        },
      ],
    });
    expect(second.publicKeys).toEqual(first.publicKeys);
    expect(JSON.stringify(first.publicKeys)).not.toContain(privateKey.export({ format: 'jwk' }).d);
  });

  it.each([
    ['no key', () => 'nothing of a key'],
    ['a broken key', () => pem.replace(/\n.{20}/, '\n')],
    ['a public key', () => pem.replaceAll('PRIVATE', 'PUBLIC')],
    ['an RSA key', () => pemOf(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey)],
    ['a key for agreements', () => pemOf(generateKeyPairSync('x25519').privateKey)],
  ])('should refuse a file with %s, by its name alone', async (what, make) => {
    const text = make();
    const file = await write(`${what.replaceAll(' ', '-')}.pem`, text);
    await expect(DevelopmentKey.fromPemFile(file)).rejects.toMatchObject({
      message: `${file} is not an Ed25519 private key as PKCS#8 PEM`,
    });
  });

  it('should say that there is no file', async () => {
    await expect(DevelopmentKey.fromPemFile(join(folder, 'nowhere'))).rejects.toThrow('ENOENT');
  });
});
