import { parseEnv } from '@tenfold/config';
import { AUDIENCE, TokenVerifier } from '@tenfold/identity';
import { Messaging, SharedValues } from '@tenfold/messaging';
import { createLogger, Metrics, RequestMetrics } from '@tenfold/observability';
import { ALL_ON, Strategies } from '@tenfold/strategies';
import { mintToken, readExposition, sumOf, testEnvironment, testStores, unique } from '@tenfold/testing';
import type { Health } from '../src/health.js';
import { listenForOperators } from '../src/operator-server.js';
import { serviceEnv } from '../src/service-env.js';
import { SharedStrategies } from '../src/shared-strategies.js';

// Real: the NATS server of the run and its tokens. The bucket is this file's own, so no other test is switched.
const logger = createLogger({ service: 'test', level: 'silent' });
const bucket = unique('strategies');
const env = parseEnv(serviceEnv, testEnvironment('orders'));

interface Process {
  readonly strategies: Strategies;
  readonly shared: SharedStrategies;
  readonly messaging: Messaging;
}

function startProcess(positions = {}, url = testStores().natsUrl): Process {
  const messaging = new Messaging({ url, name: 'test', logger });
  const strategies = new Strategies(positions);
  return {
    messaging,
    strategies,
    shared: new SharedStrategies(strategies, new SharedValues(messaging, bucket)),
  };
}

describe(listenForOperators, () => {
  const here = startProcess();
  const there = startProcess({ fields: false });
  const health: Health = { state: 'starting', dependencies: { nats: () => here.messaging.connected } };
  const metrics = new Metrics();
  const requests = new RequestMetrics(metrics);
  let server: Awaited<ReturnType<typeof listenForOperators>>;
  let url: string;

  beforeAll(async () => {
    await Promise.all([here.messaging.connect(), there.messaging.connect()]);
    const verifier = new TokenVerifier({
      issuer: env.JWT_ISSUER,
      audience: AUDIENCE,
      jwksUrl: env.JWKS_URL,
      production: false,
    });
    const listening = { health, metrics, verifier, logger, host: '127.0.0.1', port: 0 };
    server = await listenForOperators({ ...here, ...listening });
    url = await server.getUrl();
  });

  afterAll(async () => {
    await server.close();
    await Promise.all([here.messaging.close(), there.messaging.close()]);
  });

  const ask = async (method: string, path: string, role?: 'admin' | 'staff', body?: object) => {
    const authorization =
      role === undefined ? {} : { authorization: `Bearer ${await mintToken('op', role)}` };
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('should tell probes whether the process serves, and what it can reach', async () => {
    expect(await ask('GET', '/livez')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await ask('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { error: { process: { state: 'starting' } }, info: { nats: { reachable: true } } },
    });
    expect(await ask('GET', '/startupz')).toMatchObject({ status: 503 });
    health.state = 'draining';
    expect(await ask('GET', '/startupz')).toMatchObject({ status: 200 });
    expect(await ask('GET', '/readyz')).toMatchObject({ status: 503 });
    health.state = 'ready';
    expect(await ask('GET', '/readyz')).toMatchObject({ status: 200 });
  });

  it('should show metrics to whoever may reach the port, and count nobody who asks here', async () => {
    requests.answered('GET', '/v1/orders/:id', 200, 3);
    await ask('GET', '/livez');
    await ask('GET', '/nowhere');
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const exposition = readExposition(await response.text());
    expect(sumOf(exposition, 'http_server_request_duration_seconds_count')).toBe(1);
    expect(sumOf(exposition, 'http_server_active_requests')).toBe(0);
  });

  it('should show metrics as OpenMetrics to whoever accepts that', async () => {
    const response = await fetch(`${url}/metrics`, {
      headers: { accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3' },
    });
    expect(response.headers.get('content-type')).toContain('application/openmetrics-text');
    expect(await response.text()).toMatch(/\n# EOF\n$/);
  });

  it('should show and set switches to administrators only', async () => {
    expect(await ask('GET', '/strategies')).toMatchObject({ status: 401, body: { code: 'token_missing' } });
    expect(await ask('PUT', '/strategies/cache', 'staff', { position: 'off' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(here.strategies.positions).toEqual(ALL_ON);
  });

  it('should refuse switches and positions that there are not, by name', async () => {
    expect(await ask('PUT', '/strategies/magic', 'admin', { position: 'off' })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ parameter: 'strategy' }] },
    });
    expect(await ask('PUT', '/strategies/cache', 'admin', { position: 'maybe', at: 1 })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/position' }, { pointer: '/at' }] },
    });
  });

  it('should set a switch in every process, also in one that starts later, until it is reset', async () => {
    const set = await ask('PUT', '/strategies/cache', 'admin', { position: 'off' });
    expect(set).toEqual({
      status: 200,
      body: { cache: 'off', preaggregate: 'on', fields: 'on', pagination: 'on' },
    });
    await there.shared.refresh();
    expect(there.strategies.positions).toEqual({ ...ALL_ON, cache: false, fields: false });
    const later = startProcess();
    await later.messaging.connect();
    await later.shared.refresh();
    expect(later.strategies.isOn('cache')).toBe(false);
    await later.messaging.close();

    expect(await ask('DELETE', '/strategies', 'admin')).toMatchObject({ status: 200, body: { cache: 'on' } });
    await there.shared.refresh();
    expect(there.strategies.positions).toEqual({ ...ALL_ON, fields: false });
  });

  it('should change nothing while it cannot tell the others', async () => {
    const alone = startProcess({}, 'nats://127.0.0.1:1');
    await expect(alone.shared.set('cache', false)).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(alone.strategies.positions).toEqual(ALL_ON);
    await alone.messaging.close();
  });
});
