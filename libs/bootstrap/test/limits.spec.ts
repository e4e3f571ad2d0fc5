import fc from 'fast-check';
import { startLaneApp, type LaneApp } from './lane-app.js';
import { Admission } from '../src/admission.js';
import { comparable } from './comparable.js';
import { exchange, headerOf, type RawAnswer, type RawRequest } from './raw-http.js';

const SECOND = 1_000_000;
const LIMITS = {
  RATE_LIMIT_ANONYMOUS: '60/1m/3',
  RATE_LIMIT_PRINCIPAL: '120/1m/4',
  TRUSTED_PROXY_HOPS: '1',
};
const POLICY = '"anonymous";q=3;w=3, "principal";q=4;w=2';
const OK = 'HTTP/1.1 200 OK';
const UNAUTHORIZED = 'HTTP/1.1 401 Unauthorized';
const REFUSED = 'HTTP/1.1 429 Too Many Requests';

// Redis is not there: each process counts principals for itself.
describe('rate limits', () => {
  let now = 0;
  let fast: LaneApp;
  let slow: LaneApp;

  beforeAll(async () => {
    const limitsClock = (): number => now;
    fast = await startLaneApp({ settings: LIMITS, limitsClock });
    slow = await startLaneApp({ settings: { ...LIMITS, STRATEGY_CACHE: 'off' }, limitsClock });
  });

  afterAll(async () => {
    await fast.close();
    await slow.close();
  });

  /** Everybody has everything again. */
  beforeEach(() => {
    now += 3_600 * SECOND;
  });

  async function ask(request: Partial<RawRequest> & { from?: string }, server = fast): Promise<RawAnswer> {
    const { from = '192.0.2.1', path = 'book/a', headers = [], ...rest } = request;
    const all: [string, string][] = [
      ['X-Forwarded-For', from],
      ...headers.map(([a, b]): [string, string] => [a, b]),
    ];
    const [answer] = await exchange(server.port, [{ ...rest, path: `/v1/shelf/${path}`, headers: all }]);
    return answer!;
  }

  const bearer = async (subject: string, server = fast): Promise<[string, string]> => [
    'Authorization',
    `Bearer ${await server.token(subject)}`,
  ];

  async function linesOf(count: number, request: Parameters<typeof ask>[0]): Promise<string[]> {
    const lines: string[] = [];
    for (let n = 0; n < count; n += 1) lines.push((await ask(request)).line);
    return lines;
  }

  it('should refuse alike on both roads, whatever was asked for', async () => {
    const asked: Parameters<typeof ask>[0][] = [
      {},
      { method: 'HEAD' },
      { headers: [['If-None-Match', '*']] },
      {},
      { method: 'HEAD' },
      { headers: [['If-None-Match', '*']] },
      { path: 'nowhere' },
    ];
    const hits = fast.lane.counters.hits;
    // The lane learns the answer from somebody else.
    await ask({ from: '192.0.2.9' });
    const lines: string[] = [];
    for (const request of asked) {
      const [here, there] = [await ask(request), await ask(request, slow)];
      expect(comparable(here)).toEqual(comparable(there));
      lines.push(here.line);
    }
    expect(lines).toEqual([OK, OK, 'HTTP/1.1 304 Not Modified', REFUSED, REFUSED, REFUSED, REFUSED]);
    expect(fast.lane.counters.hits - hits).toBe(3);
  });

  const request = fc.record({
    path: fc.constantFrom('book/a', 'book/a', 'list', 'book/missing', 'nowhere', 'mine', '%zz'),
    method: fc.constantFrom('GET', 'GET', 'HEAD'),
    from: fc.constantFrom('192.0.2.1', '192.0.2.1', '192.0.2.2'),
    who: fc.constantFrom('nobody', 'nobody', 'nobody', 'hedy', 'a liar'),
    known: fc.boolean(),
    pause: fc.constantFrom(...Array<number>(9).fill(0), 0.4 * SECOND, SECOND, 5 * SECOND),
  });

  it('should let in and refuse alike on both roads, in whatever order', async () => {
    const lines = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 15, maxLength: 30 }), async (history) => {
        now += 3_600 * SECOND;
        for (const { who, known, pause, ...asked } of history) {
          now += pause;
          const answers: unknown[] = [];
          for (const server of [fast, slow]) {
            const headers: [string, string][] = known ? [['If-None-Match', '*']] : [];
            if (who === 'a liar') headers.push(['Authorization', 'Bearer x']);
            if (who === 'hedy') headers.push(await bearer('hedy', server));
            const answer = await ask({ ...asked, headers }, server);
            answers.push(comparable(answer));
            lines.set(answer.line, (lines.get(answer.line) ?? 0) + 1);
          }
          expect(answers[0]).toEqual(answers[1]);
        }
      }),
      { numRuns: 40 },
    );
    expect(lines.get(REFUSED)).toBeGreaterThan(50);
    expect(lines.get(OK)).toBeGreaterThan(50);
    expect(slow.lane.counters.hits).toBe(0);
  });

  it('should say when to come again, and let exactly one in then', async () => {
    expect(await linesOf(4, {})).toEqual([OK, OK, OK, REFUSED]);
    const refusal = await ask({});
    expect(headerOf(refusal, 'retry-after')).toBe('1');
    expect(headerOf(refusal, 'ratelimit')).toBe('"anonymous";r=0;t=1');
    expect(headerOf(refusal, 'cache-control')).toBe('no-store');
    expect(JSON.parse(refusal.body)).toMatchObject({ status: 429, code: 'rate_limited' });
    now += SECOND;
    expect(await linesOf(2, {})).toEqual([OK, REFUSED]);
  });

  it.each([
    ['an answer of the lane', {}],
    ['a 404 of no route', { path: 'nowhere' }],
    ['a URL that is none', { path: '%zz' }],
    ['a path that is too long', { path: `book/${'x'.repeat(300)}` }],
    ['a missing token', { path: 'mine' }],
    ['a wrong token', { path: 'mine', headers: [['Authorization', 'Bearer x']] as [string, string][] }],
    [
      'a token for no route',
      { path: 'nowhere', headers: [['Authorization', 'Bearer x']] as [string, string][] },
    ],
    ['another scheme', { path: 'mine', headers: [['Authorization', 'Basic x']] as [string, string][] }],
  ])('should say the limits with %s, and count it', async (_what, request) => {
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await ask(request));
    expect(answers.map((answer) => headerOf(answer, 'ratelimit-policy'))).toEqual(Array(4).fill(POLICY));
    expect(answers.slice(0, 3).map(({ line }) => line)).not.toContain(REFUSED);
    expect(answers[3]!.line).toBe(REFUSED);
  });

  it('should say to nobody what another one has left', async () => {
    const headers = [await bearer('alice')];
    expect(headerOf(await ask({}), 'ratelimit')).toBeUndefined();
    expect(headerOf(await ask({ path: 'mine', headers }), 'ratelimit')).toBe('"principal";r=3;t=1');
    // Anybody’s cache may keep this one.
    expect(headerOf(await ask({ headers }), 'ratelimit')).toBeUndefined();
    expect(headerOf(await ask({ path: 'book/missing', headers }), 'ratelimit')).toBe('"principal";r=1;t=1');
  });

  it('should count a principal wherever he comes from, and nobody else for him', async () => {
    const headers = [await bearer('bob')];
    for (const from of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']) {
      expect((await ask({ from, path: 'mine', headers })).line).toBe(OK);
    }
    const refusal = await ask({ path: 'mine', headers });
    expect([refusal.line, headerOf(refusal, 'ratelimit')]).toEqual([REFUSED, '"principal";r=0;t=1']);
    expect((await ask({ path: 'mine', headers: [await bearer('carol')] })).line).toBe(OK);
    expect(await linesOf(3, {})).toEqual([OK, OK, OK]);
  });

  it('should not let who has spent his address’s budget spend one of a name, nor evade by a token that is none', async () => {
    const [, valid] = await bearer('dave');
    const forged = `${valid.slice(0, -8)}AAAAAAAA`;
    const headers: [string, string][] = [['Authorization', forged]];
    expect(await linesOf(5, { path: 'mine', headers })).toEqual([
      ...Array<string>(3).fill(UNAUTHORIZED),
      REFUSED,
      REFUSED,
    ]);
    // No signature of this address is checked now, be it right or wrong.
    expect(await linesOf(1, { path: 'mine', headers: [await bearer('ivan')] })).toEqual([REFUSED]);
    // Dave has lost nothing, also where he shares the address: his token is known here.
    const own = { path: 'mine', headers: [['Authorization', valid] as [string, string]] };
    expect(await linesOf(1, { ...own, from: '192.0.2.7' })).toEqual([OK]);
    expect(await linesOf(3, own)).toEqual([OK, OK, OK]);
  });

  it('should let a name in whose neighbours have read too much', async () => {
    expect(await linesOf(4, {})).toEqual([OK, OK, OK, REFUSED]);
    expect(await linesOf(1, { path: 'mine', headers: [await bearer('erin')] })).toEqual([OK]);
  });

  it('should believe only the entry that the proxy wrote', async () => {
    const lines: string[] = [];
    for (let n = 0; n < 4; n += 1) lines.push((await ask({ from: `198.51.100.${n}, 192.0.2.1` })).line);
    expect(lines).toEqual([OK, OK, OK, REFUSED]);
    expect((await ask({ from: '192.0.2.1, 192.0.2.2' })).line).toBe(OK);
  });

  it('should count what it has done', async () => {
    const { counters: before } = fast.app.get(Admission);
    await linesOf(4, {});
    await ask({ path: 'mine', headers: [await bearer('frank')] });
    const { counters: after } = fast.app.get(Admission);
    expect(after.admitted - before.admitted).toBe(4);
    expect(after.refused - before.refused).toBe(1);
    expect(after.insured - before.insured).toBe(1);
    expect(after.callers).toBeGreaterThan(0);
  });

  it('should limit nobody where it is off, and say nothing of limits', async () => {
    const off = { RATE_LIMIT_ANONYMOUS: 'off', RATE_LIMIT_PRINCIPAL: 'off' };
    const server = await startLaneApp({ settings: off, limitsClock: () => now });
    const headers = [await bearer('greta', server)];
    for (let n = 0; n < 10; n += 1) {
      const answers = [await ask({}, server), await ask({ path: 'mine', headers }, server)];
      expect(answers.map(({ line }) => line)).toEqual([OK, OK]);
      expect(answers.flatMap((answer) => headerOf(answer, 'ratelimit-policy') ?? [])).toEqual([]);
    }
    await server.close();
  });
});
