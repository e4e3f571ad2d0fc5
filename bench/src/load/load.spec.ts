import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closedLoop } from './closed-loop.js';
import { dueAt, openLoop } from './open-loop.js';
import { prepareRequest, UNIQUE } from './request.js';

const servers: Server[] = [];

async function serving(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(() => servers.splice(0).forEach((server) => server.close()));

const requests = [prepareRequest({ path: '/', length: 2 })];

describe(closedLoop, () => {
  it('should count answers until there are as many as wanted', async () => {
    const port = await serving((_request, response) => response.end('ok'));
    const result = await closedLoop({ port, connections: 4, requests, firstNumber: 0 }, { count: 50 });
    expect(result).toMatchObject({ answered: 50, wrong: undefined });
  });

  it('should read bodies that come in pieces', async () => {
    const body = 'x'.repeat(300_000);
    const port = await serving((_request, response) => response.end(body));
    const large = [prepareRequest({ path: '/', length: body.length })];
    const result = await closedLoop({ port, connections: 2, requests: large, firstNumber: 0 }, { count: 10 });
    expect(result).toMatchObject({ answered: 10, wrong: undefined });
  });

  it.each<[string, RequestListener, string]>([
    ['another length', (_request, response) => response.end('long'), '4 bytes instead of 2'],
    [
      'another status',
      (_request, response) => Object.assign(response, { statusCode: 500 }).end('ok'),
      '500 instead of 200',
    ],
    ['a closed connection', (_request, response) => response.destroy(), 'closed a connection'],
  ])('should stop at %s and say so', async (_what, listener, message) => {
    const port = await serving(listener);
    const result = await closedLoop({ port, connections: 2, requests, firstNumber: 0 }, { count: 50 });
    expect(result.wrong).toContain(message);
  });

  it('should give each request a number of its own', async () => {
    const seen = new Set<string>();
    const port = await serving((request, response) => {
      seen.add(String(request.headers['idempotency-key']));
      response.end('ok');
    });
    const keyed = [prepareRequest({ path: '/', headers: { 'idempotency-key': UNIQUE } })];
    await closedLoop({ port, connections: 3, requests: keyed, firstNumber: 41 }, { count: 30 });
    expect(seen.size).toBe(30);
    expect(seen).toContain('000000000041');
  });
});

describe(openLoop, () => {
  it('should count the time that a request has waited for a connection, from when it was due', async () => {
    const STALL_MS = 300;
    let stalled = false;
    const port = await serving((_request, response) => {
      if (stalled) return void response.end('ok');
      stalled = true;
      // Everything stands still: a closed loop would have sent one request meanwhile, and seen one slow answer.
      setTimeout(() => response.end('ok'), STALL_MS);
    });
    const load = { port, connections: 1, requests, firstNumber: 0 };
    const { answered, latencies } = await openLoop(load, 100, 500);
    expect(answered).toBe(50);
    // Thirty of fifty were due while the server stood still.
    expect(latencies.p50).toBeGreaterThan(10);
    expect(latencies.max).toBeGreaterThan(0.9 * STALL_MS);
  });

  it('should count those that are never answered', async () => {
    const port = await serving(() => undefined);
    const { answered, latencies } = await openLoop(
      { port, connections: 1, requests, firstNumber: 0 },
      50,
      100,
    );
    expect(answered).toBe(0);
    expect(latencies.p99).toBeGreaterThan(0);
  });
});

describe(dueAt, () => {
  it('should space requests evenly', () => {
    expect([0, 1, 2].map((index) => dueAt(1_000, 200, index))).toEqual([1_000, 1_005, 1_010]);
  });
});
