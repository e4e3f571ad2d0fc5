import { Metrics, METRICS } from '@tenfold/observability';
import { readExposition, sumOf, waitFor, type Exposition } from '@tenfold/testing';
import { startLaneApp, type LaneApp } from './lane-app.js';
import { exchange, headerOf, RawConnection, type RawRequest } from './raw-http.js';

const COUNT = 'http_server_request_duration_seconds_count';
const BOOK = '/v1/shelf/book/:name';

// No line is written: the log is silent, and what is counted does not depend on it.
describe('metrics of requests', () => {
  let server: LaneApp;

  beforeEach(async () => {
    server = await startLaneApp();
  });

  afterEach(() => server.close());

  async function read({ app } = server): Promise<Exposition> {
    return readExposition(await app.get(Metrics).text());
  }

  /** Requests by method, route and status. The client has its answer before the server counts it. */
  async function counts(requests: number): Promise<Record<string, number>> {
    const exposition = await waitFor(async () => {
      const now = await read();
      return sumOf(now, COUNT) >= requests ? now : undefined;
    });
    const samples = exposition.samples.filter(({ name }) => name === COUNT);
    return Object.fromEntries(samples.map(({ labels, value }) => [Object.values(labels).join(' '), value]));
  }

  const active = async (): Promise<number> => sumOf(await read(), 'http_server_active_requests');
  const ask = async (...requests: RawRequest[]) => exchange(server.port, requests);

  it.each([
    ['GET', 'identity'],
    ['HEAD', 'br'],
  ])('should count %s (%s) once on either road, with 200 and with 304', async (method, coding) => {
    const request: RawRequest = {
      method,
      path: '/v1/shelf/book/a',
      headers: [['Accept-Encoding', coding]],
    };
    const etag = headerOf((await ask({ ...request, method: 'GET' }))[0]!, 'etag')!;
    const known: RawRequest = {
      ...request,
      headers: [...request.headers!, ['If-None-Match', etag]],
    };
    server.lane.flushed();
    await ask(request);
    server.lane.flushed();
    await ask(known);
    await waitFor(() => server.lane.counters.bytes > 0);
    const { hits } = server.lane.counters;
    await ask(request, request, known);
    expect(server.lane.counters.hits - hits).toBe(3);
    const { [`GET ${BOOK} 200`]: first = 0, ...others } = await counts(6);
    const counted = { [`GET ${BOOK} 200`]: first - 1, ...others };
    expect(counted).toMatchObject({ [`${method} ${BOOK} 200`]: 3, [`${method} ${BOOK} 304`]: 2 });
    expect(sumOf(await read(), COUNT)).toBe(6);
  });

  it('should count what is refused before a controller and what is no route', async () => {
    await ask(
      { path: '/v1/shelf/mine' },
      { path: '/v1/shelf/list?what=1' },
      { path: '/v1/nowhere/0193' },
      { path: '/v1/shelf/book/missing' },
    );
    expect(await counts(4)).toEqual({
      'GET /v1/shelf/mine 401': 1,
      'GET /v1/shelf/list 400': 1,
      'GET none 404': 1,
      [`GET ${BOOK} 404`]: 1,
    });
  });

  it('should show a request while it is worked on, and not after its client went away', async () => {
    const leave = Promise.withResolvers<void>();
    server.shelf.pause = () => leave.promise;
    const [staying, leaving] = [new RawConnection(server.port), new RawConnection(server.port)];
    staying.send({ path: '/v1/shelf/slow' });
    // The second of them waits for the first, and has no socket of its own yet.
    leaving.send({ path: '/v1/shelf/slow' }, { path: '/v1/shelf/book/b' });
    await waitFor(async () => (await active()) === 3);
    leaving.end();
    await waitFor(async () => (await active()) === 1);
    leave.resolve();
    await staying.answerTo('GET');
    await waitFor(async () => (await active()) === 0);
    expect(await counts(3)).toEqual({
      'GET /v1/shelf/slow 200': 1,
      'GET /v1/shelf/slow 499': 1,
      [`GET ${BOOK} 499`]: 1,
    });
    staying.end();
  });

  it('should make no more series of a flood of paths, ids and methods than there are routes', async () => {
    const methods = ['GET', 'POST', 'PROPFIND', 'MKCOL', 'LOCK', 'SEARCH', 'PURGE', 'REPORT'];
    const paths = Array.from({ length: 25 }, (_, n) => [`/v1/${n}/${n}`, `/v1/shelf/book/${n}`]).flat();
    const flood = methods.flatMap((method) => paths.map((path): RawRequest => ({ method, path })));
    for (const request of flood) await ask(request);
    const counted = await counts(flood.length);
    expect(Object.keys(counted).sort()).toEqual([
      `GET ${BOOK} 200`,
      'GET none 404',
      'POST none 404',
      'POST none 405',
      '_OTHER none 404',
      '_OTHER none 405',
    ]);
    expect(sumOf(await read(), COUNT)).toBe(flood.length);
  });

  it('should be all that are declared, but for those of an outbox, of months and of a service', async () => {
    const others = /^tenfold_(outbox|partition|orders|order_lines|attempts|quizzes|idempotent)/;
    const declared = Object.keys(METRICS).filter((name) => !others.test(name));
    expect([...(await read()).types.keys()].sort()).toEqual(declared.sort());
  });

  it('should say what is not to be reached, and show nothing of what nobody has learned', async () => {
    const exposition = await read();
    for (const name of ['tenfold_messaging_up', 'tenfold_cache_store_up', 'tenfold_cache_bus_up']) {
      expect([name, exposition.samples.find((sample) => sample.name === name)?.value]).toEqual([name, 0]);
    }
    expect(new Set(exposition.samples.map(({ name }) => name))).not.toContain(
      'tenfold_signing_keys_age_seconds',
    );
    await exchange(server.port, [
      { path: '/v1/shelf/mine', headers: [['Authorization', `Bearer ${await server.token('me')}`]] },
    ]);
    expect(new Set((await read()).samples.map(({ name }) => name))).toContain(
      'tenfold_signing_keys_age_seconds',
    );
  });

  it('should count what the lane answers, and what the limits refuse', async () => {
    const small = await startLaneApp({ settings: { RATE_LIMIT_ANONYMOUS: '3/1h' } });
    const request: RawRequest = { path: '/v1/shelf/book/a' };
    await exchange(small.port, [request]);
    await waitFor(() => small.lane.counters.bytes > 0);
    await exchange(small.port, [request, request, request]);
    const exposition = await read(small);
    expect(sumOf(exposition, 'tenfold_lane_answers_total', { http_response_status_code: '200' })).toBe(2);
    expect(sumOf(exposition, 'tenfold_rate_limited_total', { tenfold_limit: 'anonymous' })).toBe(1);
    expect(sumOf(exposition, 'tenfold_rate_limited_total', { tenfold_limit: 'principal' })).toBe(0);
    await small.close();
  });

  it('should not be shown on the port of the API', async () => {
    const [answer] = await ask({ path: '/metrics' });
    expect(answer!.line).toBe('HTTP/1.1 404 Not Found');
  });

  it('should be each application’s own', async () => {
    const other = await startLaneApp({ settings: { SERVICE_VERSION: '1.2.3' } });
    await ask({ path: '/v1/shelf/book/c' });
    await counts(1);
    const there = await read(other);
    expect(sumOf(there, COUNT)).toBe(0);
    expect(sumOf(there, 'tenfold_build_info', { service: 'shelf', version: '1.2.3' })).toBe(1);
    expect(sumOf(await read(), 'tenfold_build_info', { version: 'development' })).toBe(1);
    await other.close();
  });
});
