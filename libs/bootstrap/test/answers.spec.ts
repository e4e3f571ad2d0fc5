import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { startLaneApp, type LaneApp } from './lane-app.js';
import { exchange, headerOf, type RawAnswer, type RawRequest } from './raw-http.js';

/** On the slow road alone: nothing is kept while the cache is off. */
describe('answers of the framework', () => {
  let server: LaneApp;

  beforeAll(async () => {
    server = await startLaneApp({ settings: { STRATEGY_CACHE: 'off' } });
  });

  afterAll(() => server.close());

  async function ask(path: string, more: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
    const request: RawRequest = { method, path, headers: Object.entries(more) };
    const [answer] = await exchange(server.port, [request]);
    return answer!;
  }

  const list = '/v1/shelf/list?limit=100';
  const decoders = { br: brotliDecompressSync, zstd: zstdDecompressSync, gzip: gunzipSync };

  it('should send a body in the coding that the client likes best, with a tag of its own', async () => {
    const plain = await ask(list);
    expect(headerOf(plain, 'content-encoding')).toBeUndefined();
    expect(headerOf(plain, 'vary')).toBe('accept-encoding');
    const tags = [headerOf(plain, 'etag')];
    for (const [coding, decode] of Object.entries(decoders)) {
      const coded = await ask(list, { 'Accept-Encoding': coding });
      expect(coded.line).toBe('HTTP/1.1 200 OK');
      expect(headerOf(coded, 'content-encoding')).toBe(coding);
      expect(decode(Buffer.from(coded.body, 'latin1')).toString('latin1')).toBe(plain.body);
      expect(coded.body.length).toBeLessThan(plain.body.length / 5);
      tags.push(headerOf(coded, 'etag'));
    }
    expect(new Set(tags).size).toBe(4);
  });

  it('should answer 304 in any coding to a client that has the answer in any other', async () => {
    const etag = headerOf(await ask(list, { 'Accept-Encoding': 'gzip' }), 'etag')!;
    for (const coding of ['br', 'zstd', 'gzip', 'identity']) {
      const answer = await ask(list, { 'Accept-Encoding': coding, 'If-None-Match': etag });
      expect([answer.line, answer.body]).toEqual(['HTTP/1.1 304 Not Modified', '']);
      expect(headerOf(answer, 'etag')).toBe(etag.replace('.gzip', coding === 'identity' ? '' : `.${coding}`));
      const names = answer.headers.map(([name]) => name);
      expect(names).not.toContain('content-type');
      expect(names).not.toContain('content-length');
      expect(names).not.toContain('content-encoding');
    }
  });

  it('should leave small bodies alone unless the client takes nothing else', async () => {
    const small = await ask('/v1/shelf/slow', { 'Accept-Encoding': 'br, gzip' });
    expect(headerOf(small, 'content-encoding')).toBeUndefined();
    const coded = await ask('/v1/shelf/slow', { 'Accept-Encoding': 'identity;q=0, gzip' });
    expect(gunzipSync(Buffer.from(coded.body, 'latin1')).toString('latin1')).toBe(small.body);
  });

  it('should prefer what is cheap for one client and what is small for all', async () => {
    const browser = { 'Accept-Encoding': 'gzip, deflate, br, zstd' };
    const mine = await ask('/v1/shelf/mine', {
      ...browser,
      Authorization: `Bearer ${await server.token('a')}`,
    });
    expect(headerOf(mine, 'content-encoding')).toBe('zstd');
    expect(headerOf(await ask(list, browser), 'content-encoding')).toBe('br');
  });

  it('should say that there is no coding left, and nothing of the answer that was not sent', async () => {
    const answer = await ask(list, { 'Accept-Encoding': '*;q=0' });
    expect(answer.line).toBe('HTTP/1.1 406 Not Acceptable');
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'coding_not_acceptable' });
    for (const name of ['etag', 'link', 'content-encoding']) expect(headerOf(answer, name)).toBeUndefined();
    expect(headerOf(answer, 'cache-control')).toBe('no-store');
  });

  it('should answer HEAD as GET, without the body', async () => {
    const etag = headerOf(await ask(list), 'etag')!;
    for (const more of [{}, { 'Accept-Encoding': 'gzip' }, { 'If-None-Match': etag }]) {
      const [get, head] = [await ask(list, more), await ask(list, more, 'HEAD')];
      expect(head.body).toBe('');
      expect([head.line, comparable(head)]).toEqual([get.line, comparable(get)]);
    }
  });

  it('should ask for a token on HEAD too', async () => {
    expect((await ask('/v1/shelf/mine', {}, 'HEAD')).line).toBe('HTTP/1.1 401 Unauthorized');
  });

  it('should leave errors as they were', async () => {
    const answer = await ask('/v1/shelf/book/missing', { 'Accept-Encoding': 'br', 'If-None-Match': '*' });
    expect(answer.line).toBe('HTTP/1.1 404 Not Found');
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'quiz_not_found' });
    for (const name of ['etag', 'vary', 'content-encoding']) expect(headerOf(answer, name)).toBeUndefined();
  });
});

function comparable(answer: RawAnswer): unknown {
  return answer.headers.filter(([name]) => name !== 'x-request-id' && name !== 'Date');
}
