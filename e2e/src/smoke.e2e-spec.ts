import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { variable } from '@tenfold/testing';

// The whole stack, through the gateway, by the program that a cluster runs: as it is built, in a process of its own.
const PROGRAM = join(import.meta.dirname, '../../libs/smoke/dist/main.js');
const LIMIT_MS = 90_000;

describe('the smoke test', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenfold-smoke-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function run(
    keyFile: string,
  ): Promise<{ readonly code: unknown; readonly lines: readonly string[] }> {
    const env = { SMOKE_URL: variable('TENFOLD_GATEWAY_URL'), ISSUER_KEY_FILE: keyFile };
    const program = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [output, [code]] = await Promise.all([text(program.stdout), once(program, 'exit')]);
    return { code, lines: output.trimEnd().split('\n') };
  }

  it(
    'should pass every step on a stack that is well',
    async () => {
      const { code, lines } = await run(variable('ISSUER_KEY_FILE'));
      const steps = lines.slice(0, -1);
      expect(steps.filter((line) => !/^ok {5}(orders|quiz): .+ \(\d+ ms\)$/.test(line))).toEqual([]);
      expect(lines.at(-1)).toBe(`${steps.length} passed, 0 failed`);
      expect(steps.length).toBeGreaterThan(10);
      expect(code).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'should fail with a key that nobody knows, and say where and by which request',
    async () => {
      const file = join(folder, 'key.pem');
      const { privateKey } = generateKeyPairSync('ed25519');
      await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
      const { code, lines } = await run(file);
      expect(lines).toEqual([
        expect.stringMatching(/^ok {5}orders: orders and order-items answer/),
        expect.stringMatching(/^FAILED orders: the shop lists two products with their prices \(\d+ ms\)$/),
        expect.stringMatching(
          /^ {2}PUT \S+\/v1\/order-items\/catalogue\/SMOKE-1 answered 401 token_invalid .+\(request [\w-]{36}\)$/,
        ),
        expect.stringMatching(/^ok {5}quiz: quiz answers/),
        expect.stringMatching(/^FAILED quiz: an author writes a quiz/),
        expect.stringMatching(
          /^ {2}POST \S+\/v1\/quizzes answered 401 token_invalid .+\(request [\w-]{36}\)$/,
        ),
        '2 passed, 2 failed',
      ]);
      expect(code).toBe(1);
    },
    LIMIT_MS,
  );
});
