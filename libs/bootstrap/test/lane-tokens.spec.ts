import { createLogger } from '@tenfold/observability';
import { comparable } from './comparable.js';
import { startLaneApp, type LaneApp } from './lane-app.js';
import { exchange, type RawAnswer } from './raw-http.js';

const lines: Record<string, unknown>[] = [];
const logger = createLogger(
  { service: 'shelf', level: 'info' },
  { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
);

describe('the lane and requests with a token', () => {
  let server: LaneApp;
  let slow: LaneApp;

  beforeAll(async () => {
    const settings = { RATE_LIMIT_PRINCIPAL: 'off', LOG_REQUESTS_PER_SECOND: '1000' };
    server = await startLaneApp({ settings, logger });
    slow = await startLaneApp({ settings: { ...settings, STRATEGY_CACHE: 'off' } });
  });

  afterAll(async () => {
    await server.close();
    await slow.close();
  });

  async function ask(path: string, token?: string, at = server): Promise<RawAnswer> {
    const headers: [string, string][] = token === undefined ? [] : [['Authorization', `Bearer ${token}`]];
    const [answer] = await exchange(at.port, [{ path: `/v1/shelf/${path}`, headers }]);
    return answer!;
  }

  async function hitsOf(work: () => Promise<unknown>): Promise<number> {
    const before = server.lane.counters.hits;
    await work();
    return server.lane.counters.hits - before;
  }

  it('should answer a token that was verified before, as the slow road does', async () => {
    const token = await server.token('alice');
    await ask('book/a');
    expect(await hitsOf(() => ask('book/a', token))).toBe(0);
    lines.length = 0;
    let answer: RawAnswer | undefined;
    expect(await hitsOf(async () => (answer = await ask('book/a', token)))).toBe(1);
    expect(comparable(answer!)).toEqual(comparable(await ask('book/a', await slow.token('alice'), slow)));
    expect(lines.find(({ msg }) => msg === 'request')).toMatchObject({
      subject: 'alice',
      route: '/v1/shelf/book/:name',
      status: 200,
    });
  });

  it('should answer no token that was not, and none that is none', async () => {
    await ask('book/b');
    const genuine = await server.token('bob');
    const forged = `${genuine.slice(0, -8)}AAAAAAAA`;
    for (const token of [forged, 'x', '']) {
      for (let n = 0; n < 2; n += 1) {
        let answer: RawAnswer | undefined;
        expect(await hitsOf(async () => (answer = await ask('book/b', token)))).toBe(0);
        expect(answer?.line).toBe('HTTP/1.1 401 Unauthorized');
      }
    }
  });

  it('should store what was asked for with a token, but of no method that is told who asks', async () => {
    const token = await server.token('carol');
    await ask('book/c', token);
    expect(await hitsOf(() => ask('book/c'))).toBe(1);
    server.lane.flushed();
    expect((await ask('greeting', token)).body).toContain('carol');
    expect(await hitsOf(async () => expect((await ask('greeting')).body).toContain('everybody'))).toBe(0);
  });

  it('should leave to the framework whose method is told who asks', async () => {
    const token = await server.token('dave');
    await ask('greeting');
    expect(await hitsOf(() => ask('greeting'))).toBe(1);
    const greeted = async (): Promise<void> => expect((await ask('greeting', token)).body).toContain('dave');
    await greeted();
    expect(await hitsOf(greeted)).toBe(0);
  });
});
