import { AppError } from '@tenfold/errors';
import { createLogger } from '@tenfold/observability';
import { waitFor } from '@tenfold/testing';
import type { FastifyRequest } from 'fastify';
import { Admission } from '../src/admission.js';
import { AnswerLane } from '../src/answer-lane.js';
import { startLaneApp, type LaneApp } from './lane-app.js';
import { exchange, headerOf, type RawAnswer, type RawRequest } from './raw-http.js';

const lines: Record<string, unknown>[] = [];
const logger = createLogger(
  { service: 'shelf', level: 'info' },
  { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
);

describe(AnswerLane, () => {
  let server: LaneApp;

  beforeAll(async () => {
    server = await startLaneApp({
      settings: { LANE_BYTES: '1MiB', LOG_REQUESTS_PER_SECOND: '1000' },
      logger,
    });
  });

  afterAll(() => server.close());

  beforeEach(() => {
    server.lane.flushed();
    server.shelf.until = Infinity;
    server.shelf.renewAt = undefined;
    server.shelf.pause = async () => undefined;
    lines.length = 0;
  });

  async function ask(path: string, more: Record<string, string> = {}): Promise<RawAnswer> {
    const request: RawRequest = { path: `/v1/shelf/${path}`, headers: Object.entries(more) };
    const [answer] = await exchange(server.port, [request]);
    return answer!;
  }

  /** How many of the requests were answered in front of the framework. */
  async function hitsOf(work: () => Promise<unknown>): Promise<number> {
    const before = server.lane.counters.hits;
    await work();
    return server.lane.counters.hits - before;
  }

  const twice = (path: string, more?: Record<string, string>) => async (): Promise<void> => {
    await ask(path, more);
    await ask(path, more);
  };

  it('should answer what it was told an answer to', async () => {
    const before = server.lane.counters;
    expect(await hitsOf(twice('book/a'))).toBe(1);
    const after = server.lane.counters;
    expect(after.stored - before.stored).toBe(1);
    expect(after.misses - before.misses).toBe(1);
    expect(after.bytes).toBeGreaterThan(1_000);
  });

  it.each(['unreported', 'private', 'slow', 'book/missing', 'list?limit=0', 'nowhere'])(
    'should keep nothing of %s',
    async (path) => {
      expect(await hitsOf(twice(path))).toBe(0);
    },
  );

  it.each([
    ['a token that is none', async () => ({ Authorization: 'Bearer a' })],
    ['a consistency token', async () => ({ 'X-Consistency-Token': 'abc' })],
    ['a range', async () => ({ Range: 'bytes=0-1' })],
    ['a body', async () => ({ 'Content-Length': '0' })],
  ])('should leave a request with %s to the framework, before and after', async (_what, headers) => {
    expect(await hitsOf(async () => twice('book/b', await headers())())).toBe(0);
    expect(await hitsOf(twice('book/b'))).toBe(1);
    expect(await hitsOf(async () => ask('book/b', await headers()))).toBe(0);
  });

  it('should let one request by before an answer is over, and go on with it until it is made anew', async () => {
    const [soon, later] = [performance.now() + 60_000, performance.now() + 90_000];
    Object.assign(server.shelf, { until: soon, renewAt: 0 });
    await ask('book/soon');
    expect(await hitsOf(() => ask('book/soon'))).toBe(0);
    // It has found the same: others need not look.
    expect(await hitsOf(twice('book/soon'))).toBe(2);
    server.lane.changed('soon');
    await ask('book/soon');
    Object.assign(server.shelf, { until: later, renewAt: later });
    expect(await hitsOf(() => ask('book/soon'))).toBe(0);
    expect(await hitsOf(twice('book/soon'))).toBe(2);
  });

  it('should keep the bytes of an answer that is over for the one that comes back as it was', async () => {
    const headers = { 'Accept-Encoding': 'br' };
    server.shelf.until = performance.now() + 60_000;
    const etag = headerOf(await ask('book/over', headers), 'etag')!;
    const request = { raw: { url: '/v1/shelf/book/over' } } as FastifyRequest;
    expect(server.lane.coded(request, 'br', etag)).toBeInstanceOf(Buffer);
    expect(server.lane.coded(request, 'gzip', etag)).toBeUndefined();
    server.lane.changed('over');
    expect(server.lane.coded(request, 'br', etag)).toBeUndefined();
  });

  it('should forget what a changed key was part of, and nothing else', async () => {
    await twice('book/c')();
    await twice('book/d')();
    server.shelf.texts.set('c', 'new');
    server.lane.changed('c');
    expect(await hitsOf(() => ask('book/d'))).toBe(1);
    expect(await hitsOf(async () => expect((await ask('book/c')).body).toContain('newnew'))).toBe(0);
    expect(await hitsOf(async () => expect((await ask('book/c')).body).toContain('newnew'))).toBe(1);
  });

  it('should not keep what was read before a change and finished after it', async () => {
    server.shelf.texts.set('e', 'old');
    server.shelf.pause = async () => {
      server.shelf.texts.set('e', 'new');
      server.lane.changed('e');
    };
    expect((await ask('book/e')).body).toContain('oldold');
    server.shelf.pause = async () => undefined;
    expect(await hitsOf(async () => expect((await ask('book/e')).body).toContain('newnew'))).toBe(0);
  });

  it('should not keep what was begun before changes may have been missed', async () => {
    server.shelf.pause = async () => server.lane.flushed();
    expect(await hitsOf(twice('book/f'))).toBe(0);
  });

  it('should repeat nothing beyond the time of its reads', async () => {
    server.shelf.until = performance.now() - 1;
    expect(await hitsOf(twice('book/g'))).toBe(0);
    server.shelf.until = performance.now() + 60_000;
    expect(await hitsOf(twice('book/g'))).toBe(1);
  });

  it('should learn from a client that is answered 304 what it has', async () => {
    const etag = headerOf(await ask('book/h'), 'etag')!;
    server.lane.flushed();
    const headers = { 'If-None-Match': etag, 'Accept-Encoding': 'br' };
    const { stored } = server.lane.counters;
    expect((await ask('book/h', headers)).line).toBe('HTTP/1.1 304 Not Modified');
    await waitFor(() => server.lane.counters.stored > stored);
    expect(await hitsOf(() => ask('book/h', headers))).toBe(1);
  });

  it('should be empty and stay so while the cache is off', async () => {
    await twice('book/i')();
    server.strategies.set({ cache: false });
    expect(server.lane.counters.bytes).toBe(0);
    expect(await hitsOf(twice('book/i'))).toBe(0);
    server.strategies.set({ cache: true });
    expect(await hitsOf(twice('book/i'))).toBe(1);
  });

  it('should stay within its bytes, whatever is asked for', async () => {
    for (let n = 0; n < 300; n += 1) await ask(`book/${n}-${'x'.repeat(n)}`);
    expect(server.lane.counters.bytes).toBeLessThanOrEqual(1024 * 1024);
    await ask('list?limit=100');
    expect(await hitsOf(twice(`book/${'x'.repeat(1_500)}`))).toBe(0);
  });

  it('should take the caller’s request id or make one, as the framework does', async () => {
    const id = { 'X-Request-Id': 'my-request-1' };
    await ask('book/j');
    expect(headerOf(await ask('book/j', id), 'x-request-id')).toBe('my-request-1');
    const made = headerOf(await ask('book/j', { 'X-Request-Id': 'no good' }), 'x-request-id');
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
    expect(headerOf(await ask('book/j'), 'x-request-id')).not.toBe(made);
  });

  it('should write the same line about a request as the framework does', async () => {
    await twice('book/k', { 'X-Request-Id': 'my-request-2' })();
    const [slow, fast] = lines.filter(({ msg }) => msg === 'request');
    expect(Object.keys(fast!)).toEqual(Object.keys(slow!));
    const varying = { durationMs: expect.any(Number), time: expect.any(String) };
    expect(fast).toEqual({ ...slow, ...varying });
    expect(fast).toMatchObject({ route: '/v1/shelf/book/:name', requestId: 'my-request-2', status: 200 });
  });

  it('should let in whom the framework lets in, asked once a request', async () => {
    await twice('book/l')();
    let asked = 0;
    server.app.get(Admission).judgeBy(() => {
      asked += 1;
      return asked > 1 ? new AppError('overloaded') : undefined;
    });
    expect((await ask('book/l')).line).toBe('HTTP/1.1 200 OK');
    expect((await ask('book/l')).line).toBe('HTTP/1.1 503 Service Unavailable');
    expect(asked).toBe(2);
    server.app.get(Admission).judgeBy(() => undefined);
  });
});
