import { waitFor } from '@tenfold/testing';
import type { FastifyInstance } from 'fastify';
import { buildGateway } from '../src/build-gateway.js';
import type { StatusReport } from '../src/status/status-monitor.js';
import { Upstream } from './upstream.js';

const ROUTE = 'http_request_method="GET",http_route="/v1/slow",http_response_status_code="200"';

// Real: the gateway on a socket, and an HTTP server as the operators' port of a service.
describe('the status page', () => {
  const quiz = new Upstream();
  let gateway: FastifyInstance;
  let origin: string;
  let requests = 0;

  beforeAll(async () => {
    quiz.handler = ({ url }, response) => void response.end(url === '/readyz' ? readiness() : metrics());
    const nowhere = 'http://127.0.0.1:1';
    gateway = await buildGateway({
      urls: { quiz: nowhere, orders: nowhere, orderItems: nowhere },
      timeoutMs: 300,
      servicesDir: '',
      jwksFile: '',
      status: {
        targets: [
          { service: 'quiz', url: await quiz.start() },
          { service: 'orders', url: nowhere },
        ],
        intervalMs: 50,
      },
    });
    origin = await gateway.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await gateway.close();
    await quiz.stop();
  });

  const readiness = (): string => JSON.stringify({ details: { process: {}, redis: { reachable: false } } });
  /** Three requests more each time, which took between 2.5 and 5 s. */
  const metrics = (): string => {
    requests += 3;
    const name = 'http_server_request_duration_seconds';
    return [
      `${name}_bucket{le="2.5",${ROUTE}} 0`,
      `${name}_bucket{le="5",${ROUTE}} ${requests}`,
      `${name}_bucket{le="+Inf",${ROUTE}} ${requests}`,
      `${name}_count{${ROUTE}} ${requests}`,
      `${name}_sum{${ROUTE}} ${requests * 4}`,
    ].join('\n');
  };
  const report = async (): Promise<StatusReport> =>
    (await fetch(`${origin}/status/data`)).json() as Promise<StatusReport>;
  const reportWhere = (holds: (report: StatusReport) => boolean): Promise<StatusReport> =>
    waitFor(async () => {
      const now = await report();
      return holds(now) ? now : undefined;
    });

  it('should be served under a policy that lets nothing in, with all that it loads', async () => {
    const page = await fetch(`${origin}/status`);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*style-src 'self';/);
    const html = await page.text();
    const loaded = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    const script = await (await fetch(`${origin}/status/main.js`)).text();
    const modules = [...script.matchAll(/from '\.\/([^']+)'/g)].map(([, name = '']) => `/status/${name}`);
    expect(loaded).toContain('/status/main.js');
    for (const path of [...loaded, ...modules, '/status/uPlot.esm.js'])
      expect([path, (await fetch(origin + path)).status]).toEqual([path, 200]);
    expect(html).not.toMatch(/style=|<script>|https?:/);
  });

  it('should put the slow route first, and its service in the wrong', async () => {
    const { routes, tiles, state } = await reportWhere((now) => now.routes.length > 0);
    expect(routes[0]).toMatchObject({ service: 'quiz', method: 'GET', route: '/v1/slow', state: 'bad' });
    expect(routes[0]?.p99).toBeGreaterThan(2.5);
    expect(tiles).toContainEqual(expect.objectContaining({ kind: 'service', name: 'quiz', state: 'bad' }));
    expect(state).toBe('bad');
  });

  it('should show what a service cannot reach, and a service that cannot be reached', async () => {
    const { tiles } = await report();
    expect(tiles).toContainEqual(
      expect.objectContaining({ name: 'Redis', state: 'bad', reasons: ['cannot be reached (quiz)'] }),
    );
    expect(tiles).toContainEqual(expect.objectContaining({ name: 'orders', state: 'bad' }));
  });

  it('should draw the charts of what is told, with a point for each time', async () => {
    const { charts, times } = await reportWhere((now) => now.charts.length > 0);
    expect(charts.map(({ title }) => title)).toContain('Latency p99');
    expect(charts.every(({ lines }) => lines.every(({ points }) => points.length === times.length))).toBe(
      true,
    );
  });

  it('should keep what is down on the page', async () => {
    await quiz.stop();
    const { tiles } = await reportWhere(({ tiles: now }) =>
      now.some(({ name, reasons }) => name === 'quiz' && reasons[0]?.startsWith('does not answer') === true),
    );
    expect(tiles.map(({ name }) => name)).toEqual(expect.arrayContaining(['quiz', 'orders', 'Redis']));
  });
});
