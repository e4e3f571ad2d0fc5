import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildGateway } from '../src/build-gateway.js';

// Real: the gateway on a socket, and files.
describe("the gateway's own pages", () => {
  let gateway: FastifyInstance;
  let origin: string;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pages-'));
    for (const service of ['quiz', 'orders', 'order-items']) await describeService(service, `/v1/${service}`);
    await writeFile(join(folder, 'jwks.json'), JSON.stringify({ keys: [{ kty: 'OKP', kid: 'one' }] }));
    const nowhere = 'http://127.0.0.1:1';
    gateway = await buildGateway({
      urls: { quiz: nowhere, orders: nowhere, orderItems: nowhere },
      timeoutMs: 300,
      servicesDir: folder,
      jwksFile: join(folder, 'jwks.json'),
    });
    origin = await gateway.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await gateway.close();
    await rm(folder, { recursive: true });
  });

  async function describeService(service: string, path: string): Promise<void> {
    await mkdir(join(folder, service), { recursive: true });
    const document = { openapi: '3.1.0', info: { version: '1' }, paths: { [path]: { get: {} } } };
    await writeFile(join(folder, service, 'openapi.json'), JSON.stringify(document));
  }

  it.each([
    '/docs',
    '/docs/start.js',
    '/docs/swagger-ui.css',
    '/docs/swagger-ui-bundle.js',
    '/docs/favicon-32x32.png',
    '/docs/errors.md',
    '/openapi.json',
    '/.well-known/jwks.json',
  ])('should send %s with its tag, and nothing to a client that has it', async (path) => {
    const whole = await fetch(origin + path);
    const bytes = (await whole.arrayBuffer()).byteLength;
    const etag = whole.headers.get('etag') ?? '';
    expect([whole.status, etag]).toEqual([200, expect.stringMatching(/^"[\w-]{22}"$/)]);
    expect(whole.headers.get('content-length')).toBe(String(bytes));

    const head = await fetch(origin + path, { method: 'HEAD' });
    expect(await head.text()).toBe('');
    expect(lasting(head)).toEqual(lasting(whole));

    for (const method of ['GET', 'HEAD']) {
      const headers = { 'if-none-match': `"other", W/${etag}` };
      const known = await fetch(origin + path, { method, headers });
      expect([known.status, await known.text()]).toEqual([304, '']);
      expect(known.headers.get('etag')).toBe(etag);
      expect(known.headers.get('cache-control')).toBe(whole.headers.get('cache-control'));
      expect([known.headers.has('content-length'), known.headers.has('content-type')]).toEqual([
        false,
        false,
      ]);
    }
    const stranger = await fetch(origin + path, { headers: { 'if-none-match': '"other"' } });
    expect(stranger.status).toBe(200);
    await stranger.arrayBuffer();
  });

  it.each([
    ['/docs/', '/docs'],
    ['/docs/?a=1&b=%2F', '/docs?a=1&b=%2F'],
    ['/status/', '/status'],
  ])('should lead from %s to %s', async (path, target) => {
    for (const method of ['GET', 'HEAD']) {
      const moved = await fetch(origin + path, { method, redirect: 'manual' });
      expect([moved.status, moved.headers.get('location')]).toEqual([308, target]);
      await moved.arrayBuffer();
    }
    const followed = await fetch(origin + path);
    expect([followed.status, await followed.text()]).toEqual([
      200,
      expect.stringContaining('<!doctype html>'),
    ]);
  });

  it.each(['/openapi.json/', '/docs/start.js/', '/livez/'])('should know no %s', async (path) => {
    expect((await fetch(origin + path)).status).toBe(404);
  });

  it('should have the page that the type of a problem leads to, with a place for its code', async () => {
    const problem = await fetch(`${origin}/v1/nothing`);
    const { type, code } = (await problem.json()) as { type: string; code: string };
    const { pathname, hash } = new URL(type);
    expect([pathname, hash]).toEqual(['/docs/errors.md', `#${code}`]);

    const read = async (accept: string): Promise<[string | null, string | null, string]> => {
      const answer = await fetch(origin + pathname, { headers: { accept } });
      return [answer.headers.get('content-type'), answer.headers.get('vary'), await answer.text()];
    };
    for (const accept of ['*/*', 'text/markdown', 'text/html;q=0', 'text/*']) {
      expect(await read(accept)).toEqual([
        'text/markdown; charset=utf-8',
        'Accept',
        expect.stringContaining(`\n## ${code}\n`),
      ]);
    }
    for (const accept of ['text/html,application/xhtml+xml,*/*;q=0.8', 'a/b, Text/HTML;q=0.9']) {
      expect(await read(accept)).toEqual([
        'text/html; charset=utf-8',
        'Accept',
        expect.stringContaining(`<h2 id="${code}">`),
      ]);
    }
  });

  it.each(['/', '/docs'])('should lead from %s to the page of problems', async (path) => {
    expect(await (await fetch(origin + path)).text()).toContain('/docs/errors.md');
  });

  it('should have another tag once a document has been built anew', async () => {
    const before = (await fetch(`${origin}/openapi.json`)).headers.get('etag') ?? '';
    await describeService('quiz', '/v1/new');
    const after = await fetch(`${origin}/openapi.json`, { headers: { 'if-none-match': before } });
    expect(after.status).toBe(200);
    expect(await after.json()).toMatchObject({ paths: { '/v1/new': {} } });
    expect(after.headers.get('etag')).not.toBe(before);
  });

  function lasting({ headers }: Response): Record<string, string> {
    // This client closes after a HEAD.
    const passing = ['date', 'x-request-id', 'connection', 'keep-alive'];
    return Object.fromEntries([...headers].filter(([name]) => !passing.includes(name)));
  }
});
