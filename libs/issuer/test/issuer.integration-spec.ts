import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { AUDIENCE, DEVELOPMENT_ISSUER, DevelopmentKey, TokenVerifier } from '@tenfold/identity';

// Real: the program as it is built, its process, HTTP and the file of the key.
const PROGRAM = join(import.meta.dirname, '../dist/main.js');

interface Line {
  readonly msg: string;
  readonly port?: number;
}

describe('the issuer', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  let folder: string;
  let keyFile: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'issuer-'));
    keyFile = join(folder, 'key.pem');
    await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const start = (env: Readonly<Record<string, string>>): ChildProcess =>
    spawn(process.execPath, [PROGRAM], {
      env: { HOST: '127.0.0.1', PORT: '0', ISSUER_KEY_FILE: keyFile, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  it('should serve the public key alone, and end when it is asked to', async () => {
    const program = start({});
    const ended = once(program, 'exit');
    const lines: string[] = [];
    const ready = new Promise<number>((resolve) => {
      createInterface({ input: program.stdout! }).on('line', (line) => {
        lines.push(line);
        const { msg, port } = JSON.parse(line) as Line;
        if (msg === 'issuer is ready') resolve(port ?? 0);
      });
    });
    const origin = `http://127.0.0.1:${await ready}`;
    try {
      const jwksUrl = `${origin}/.well-known/jwks.json`;
      const answers = await Promise.all(
        ['', '/livez', '/key.pem'].map((path) => fetch(path === '' ? jwksUrl : origin + path)),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
      expect(answers[0]?.headers.get('cache-control')).toBe('public, max-age=300');
      const told = [...(await Promise.all(answers.map((answer) => answer.text()))), ...lines].join('\n');
      const { d, x } = privateKey.export({ format: 'jwk' });
      expect(told).toContain(x);
      expect(told).not.toContain(d);
      expect(told).not.toMatch(/"d"|PRIVATE/);
      const refused = await fetch(jwksUrl, { method: 'POST', body: '{}' });
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);

      const verifier = new TokenVerifier({
        issuer: DEVELOPMENT_ISSUER,
        audience: AUDIENCE,
        jwksUrl,
        production: false,
      });
      const token = await (
        await DevelopmentKey.fromPemFile(keyFile)
      ).mint({ roles: ['customer'], subject: 'dave' });
      await expect(verifier.verify(token)).resolves.toMatchObject({ subject: 'dave' });
    } finally {
      program.kill('SIGTERM');
    }
    expect(await ended).toEqual([0, null]);
  });

  it.each([
    ['in production', { NODE_ENV: 'production' }, 'NODE_ENV is production'],
    ['without its key', { ISSUER_KEY_FILE: '' }, 'ISSUER_KEY_FILE is required'],
    ['with a key that is none', { ISSUER_KEY_FILE: PROGRAM }, 'ISSUER_KEY_FILE cannot be used'],
  ])('should not start %s', async (_when, env, reason) => {
    const program = start(env);
    const [output, errors, [code]] = await Promise.all([
      text(program.stdout!),
      text(program.stderr!),
      once(program, 'exit'),
    ]);
    expect(output + errors).toContain(reason);
    expect(code).toBe(1);
  });
});
