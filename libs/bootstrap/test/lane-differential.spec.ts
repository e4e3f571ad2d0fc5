import fc from 'fast-check';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { comparable } from './comparable.js';
import { startLaneApp, type LaneApp } from './lane-app.js';
import { exchange, headerOf, type RawRequest } from './raw-http.js';

const LISTS = [
  'list',
  'list?limit=50',
  'list?limit=50&tag=a',
  'list?tag=a&limit=50',
  'list?tag=%61&limit=50',
];
const REFUSED = ['list?limit=50&colour=red', 'list?limit=0', 'book/missing', 'nowhere', 'book/a?x=1', 'mine'];
const PATHS = [...LISTS, ...LISTS, 'book/a', 'book/b%20b', 'private', 'slow', ...REFUSED];

const CODINGS = [
  'br',
  'gzip, deflate, br, zstd',
  'gzip',
  'zstd;q=0.5, gzip;q=0.4',
  'identity',
  '*;q=0',
  'x y',
];
const KNOWN = ['*', '"none"', 'nonsense', 'TAG', 'W/TAG', '"x", TAG', 'CODED', 'OTHER'];

/** What keeps a request off the lane, or looks as if it should change the answer and does not. */
const SPECIAL: readonly (readonly [string, string])[] = [
  ['Authorization', 'Bearer TOKEN'],
  ['Authorization', 'Bearer nonsense'],
  ['Authorization', 'Basic abc'],
  ['X-Consistency-Token', 'abc'],
  ['Range', 'bytes=0-3'],
  ['Connection', 'keep-alive'],
  ['Connection', 'close'],
  ['Accept', 'text/html'],
  ['Accept-Version', '2.0'],
  ['Content-Length', '0'],
  ['If-Match', '"none"'],
  ['If-Modified-Since', 'Tue, 24 Nov 2037 21:00:00 GMT'],
];

interface Wanted {
  readonly path: string;
  readonly method: string;
  readonly version: '1.0' | '1.1';
  readonly headers: readonly (readonly [string, string])[];
}

/** One of the values, or in so many of ten no such header. */
const header = (name: string, absent: number, ...values: string[]) => {
  const present = fc.constantFrom(...values).map((value) => [name, value] as const);
  return fc.oneof(
    { weight: absent, arbitrary: fc.constant(undefined) },
    { weight: 10 - absent, arbitrary: present },
  );
};

const wanted: fc.Arbitrary<Wanted> = fc.record({
  path: fc.constantFrom(...PATHS),
  method: fc.constantFrom('GET', 'GET', 'HEAD'),
  version: fc.constantFrom('1.1', '1.1', '1.1', '1.0'),
  headers: fc
    .tuple(
      header('Accept-Encoding', 4, ...CODINGS),
      header('If-None-Match', 4, ...KNOWN),
      header('X-Request-Id', 4, 'request-of-mine', 'short', 'w'.repeat(70)),
      fc.oneof(
        { weight: 7, arbitrary: fc.constant(undefined) },
        { weight: 3, arbitrary: fc.constantFrom(...SPECIAL) },
      ),
    )
    .map((headers) => headers.filter((one) => one !== undefined)),
});

describe('lane and slow road', () => {
  let fast: LaneApp;
  let slow: LaneApp;

  beforeAll(async () => {
    fast = await startLaneApp();
    slow = await startLaneApp({ settings: { STRATEGY_CACHE: 'off' } });
  });

  afterAll(async () => {
    await fast.close();
    await slow.close();
  });

  /** The request with the placeholders filled in: tags that the answer has, and a token of that server. */
  async function concrete(server: LaneApp, { path, method, version, headers }: Wanted): Promise<RawRequest> {
    const full = `/v1/shelf/${path}`;
    const [plain] = await exchange(slow.port, [{ path: full }]);
    const [other] = await exchange(slow.port, [{ path: full, headers: [['Accept-Encoding', 'gzip']] }]);
    const tag = headerOf(plain!, 'etag') ?? '"no tag"';
    const fill = (value: string): string =>
      value
        .replace('TAG', tag)
        .replace('CODED', `${tag.slice(0, -1)}.br"`)
        .replace('OTHER', headerOf(other!, 'etag') ?? '"no tag"');
    const filled = headers.map(([name, value]): [string, string] => [name, fill(value)]);
    const token = await server.token('a');
    return {
      path: full,
      method,
      version,
      headers: filled.map(([name, value]): [string, string] => [name, value.replace('TOKEN', token)]),
    };
  }

  async function differ(request: Wanted): Promise<void> {
    const own = await concrete(fast, request);
    const answers = [];
    // The first may be kept, the others come from where it is.
    for (let n = 0; n < 3; n += 1) answers.push(...(await exchange(fast.port, [own])));
    const [expected] = await exchange(slow.port, [await concrete(slow, request)]);
    for (const answer of answers) expect(comparable(answer)).toEqual(comparable(expected!));
  }

  it('should answer every request alike, byte for byte', async () => {
    await fc.assert(fc.asyncProperty(wanted, differ), { numRuns: 200 });
    const { hits, notModified } = fast.lane.counters;
    expect(hits).toBeGreaterThan(100);
    expect(notModified).toBeGreaterThan(20);
    expect(slow.lane.counters.hits).toBe(0);
  });

  it('should answer alike, in order, what comes down one connection', async () => {
    const requests: fc.Arbitrary<RawRequest[]> = fc.array(
      fc.record({
        path: fc.constantFrom(...PATHS).map((path) => `/v1/shelf/${path}`),
        method: fc.constantFrom('GET', 'HEAD'),
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(requests, async (list) => {
        const [here, there] = [await exchange(fast.port, list), await exchange(slow.port, list)];
        expect(here.map(comparable)).toEqual(there.map(comparable));
      }),
      { numRuns: 30 },
    );
  });

  it('should find the difference when a header is missing', async () => {
    const { lane } = fast;
    const answer = lane.answer.bind(lane);
    lane.answer = (request: IncomingMessage, response: ServerResponse) => {
      const writeHead = response.writeHead.bind(response) as (
        status: number,
        head: string[],
      ) => ServerResponse;
      const broken = (status: number, head: string[]): ServerResponse => {
        const at = Array.isArray(head) ? head.indexOf('referrer-policy') : -1;
        return writeHead(status, at === -1 ? head : head.toSpliced(at, 2));
      };
      return answer(request, Object.assign(response, { writeHead: broken }));
    };
    const check = fc.check(fc.asyncProperty(wanted, differ), { numRuns: 100, endOnFailure: true });
    expect((await check).failed).toBe(true);
    lane.answer = answer;
  });
});
