import { testStores, waitFor } from '@tenfold/testing';
import { Admission } from '../src/admission.js';
import { startLaneApp, type LaneApp } from './lane-app.js';
import { exchange } from './raw-http.js';

const OK = 'HTTP/1.1 200 OK';
const REFUSED = 'HTTP/1.1 429 Too Many Requests';
const BURST = 200;

// Real: Redis, which counts for two processes of one service.
describe('the lane and the limits of principals', () => {
  let servers: LaneApp[];

  beforeAll(async () => {
    const settings = { REDIS_URL: testStores().redisUrl, RATE_LIMIT_PRINCIPAL: `9/1h/${BURST}` };
    const first = await startLaneApp({ settings });
    // With the keys of the first, so that one token is good for both.
    const second = await startLaneApp({ settings: { ...settings, JWKS_URL: first.jwksUrl } });
    servers = [first, second];
    for (const { app } of servers) {
      const { limits } = app.get(Admission);
      limits?.connect();
      await waitFor(() => limits?.shared === true);
    }
  });

  afterAll(async () => {
    for (const server of servers) await server.close();
  });

  it('should let in as many as there are, the lane’s among them, and then nobody', async () => {
    const headers: [string, string][] = [
      ['Authorization', `Bearer ${await servers[0]!.token(`reader-${Date.now()}`)}`],
    ];
    for (const { port } of servers) await exchange(port, [{ path: '/v1/shelf/book/a' }]);
    const lines: string[] = [];
    for (let refused = 0; refused < 4;) {
      for (const { port } of servers) {
        const [answer] = await exchange(port, [{ path: '/v1/shelf/book/a', headers }]);
        lines.push(answer!.line);
        refused = answer!.line === REFUSED ? refused + 1 : 0;
      }
    }
    expect(lines.filter((line) => line === OK)).toHaveLength(BURST);
    const hits = servers.map(({ lane }) => lane.counters.hits);
    expect(Math.min(...hits)).toBeGreaterThan(BURST / 8);
  });
});
