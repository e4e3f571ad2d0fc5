import {
  ApiClient,
  NatsProcess,
  OtlpCollector,
  waitFor,
  type ApiResponse,
  type CollectedSpan,
} from '@tenfold/testing';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Order } from '../src/orders/dto/order.dto.js';
import { orderBody } from './factories/order.factory.js';
import { people, type People } from './orders-app.js';
import { ServiceProcess } from './service-process.js';

/** One that goes with others has the span of the statement that writes them all. */
const oneOf = (name: string): string => name.replace(/-many$/, '');
const names = (spans: readonly CollectedSpan[]): string[] =>
  spans.map(({ service, name }) => oneOf(`${service}: ${name}`));

const REQUEST = 'orders: POST /v1/orders';
const STORED = 'order-items: lines.store';

/**
 * Real: both services as processes with the SDK that they ship, HTTP, Postgres (two shards), Redis, NATS; a collector that takes what
 * they export.
 */
describe('a trace', () => {
  let collector: OtlpCollector;
  /** Its own, so that no other spec's order-items answers. */
  let nats: NatsProcess;
  let over: Record<string, string>;
  let orders: ServiceProcess | undefined;
  let items: ServiceProcess | undefined;
  let who: People;

  beforeAll(async () => {
    collector = await OtlpCollector.start();
    nats = await NatsProcess.start();
    over = { ...collector.environment, NATS_URL: nats.url, NATS_MONITOR_URL: nats.monitorUrl };
    who = await people();
    orders = await ServiceProcess.start('orders', over);
  });
  afterAll(async () => {
    await Promise.all([orders?.stop(), items?.stop()]);
    await collector?.stop();
    await nats?.stop();
  });

  /** As a caller who traces: the trace is known by its id before anything has arrived. */
  async function place(flags = '01'): Promise<{ answer: ApiResponse<Order>; traceId: string }> {
    const traceId = randomUUID().replaceAll('-', '');
    const answer = await new ApiClient(orders?.url ?? '').call<Order>('/v1/orders', {
      method: 'POST',
      token: who.customer,
      body: orderBody(),
      headers: { 'idempotency-key': randomUUID(), traceparent: `00-${traceId}-00f067aa0ba902b7-${flags}` },
    });
    expect(answer.status).toBe(201);
    return { answer, traceId };
  }
  /**
   * A trace, and the batches that it is linked to: events that other specs have left in the outbox are handled together with this one,
   * in a trace of the batch's own.
   */
  function spansOf(traceId: string): CollectedSpan[] {
    const own = collector.of(traceId);
    const batches = new Set(own.flatMap(({ links }) => links.map((link) => link.traceId)));
    return [...own, ...[...batches].flatMap((batch) => collector.of(batch))];
  }
  /** Spans arrive when they have ended, each process's by themselves. */
  const until = (traceId: string, ...wanted: string[]): Promise<CollectedSpan[]> =>
    waitFor(() => {
      const spans = spansOf(traceId);
      return wanted.every((name) => names(spans).includes(name)) ? spans : undefined;
    }, 30_000);

  /** From a span up to where its trace begins; from the root of a batch it goes on where the batch links to. */
  function ancestry(spans: readonly CollectedSpan[], name: string): string[] {
    const line: CollectedSpan[] = [];
    let at = spans.find((span) => names([span])[0] === name);
    while (at !== undefined) {
      line.push(at);
      const above = at.parentSpanId === undefined ? at.links.map(({ spanId }) => spanId) : [at.parentSpanId];
      at = spans.find(({ spanId }) => above.includes(spanId));
    }
    return names(line);
  }

  it('should go on by the outbox, while order-items does not answer', async () => {
    const byOutbox = [
      'order-items: process orders.order.created.v1',
      'orders: publish orders.order.created.v1',
    ];
    const { answer, traceId } = await place();
    expect(answer.body.itemsState).toBe('pending');
    await until(traceId, REQUEST);
    items = await ServiceProcess.start('order-items', over);
    const spans = await until(traceId, STORED, ...byOutbox);
    expect(ancestry(spans, STORED)).toEqual([STORED, ...byOutbox, REQUEST]);
  }, 90_000);

  it('should be one from the request to the lines that another service has stored', async () => {
    const { answer, traceId } = await place();
    expect(answer.body.itemsState).toBe('stored');
    const between = [
      'order-items: answer order-items.lines.store.v1',
      'orders: request order-items.lines.store.v1',
    ];
    const spans = await until(traceId, STORED, ...between, REQUEST);
    expect(ancestry(spans, STORED)).toEqual([STORED, ...between, REQUEST]);
    const [request] = spans.filter(({ name }) => name === 'POST /v1/orders');
    expect(request).toMatchObject({
      parentSpanId: '00f067aa0ba902b7',
      failed: false,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/v1/orders',
        'http.response.status_code': 201,
        'url.path': '/v1/orders',
      },
    });
    expect(spans.find(({ name }) => name === 'orders.place')).toMatchObject({
      attributes: {
        'db.system.name': 'postgresql',
        'db.query.summary': 'orders.place',
        'tenfold.server': 'primary',
      },
    });
  });

  it('should name the statement of each of many orders that are written together', async () => {
    const placed = await Promise.all(Array.from({ length: 24 }, () => place()));
    for (const { traceId } of placed) await until(traceId, 'orders: orders.place', STORED);
    const statements = placed.flatMap(({ traceId }) =>
      collector.of(traceId).filter(({ name }) => name === 'orders.place-many'),
    );
    expect(statements.length).toBeGreaterThan(1);
    expect(statements.some(({ attributes }) => attributes['tenfold.shared'] === true)).toBe(true);
  });

  it('should be kept where its caller keeps it, and nowhere where he does not', async () => {
    const dropped = await place('00');
    const kept = await place();
    await until(kept.traceId, STORED);
    await orders?.stop();
    await items?.stop();
    expect(collector.of(dropped.traceId)).toEqual([]);
    expect(names(collector.of(kept.traceId))).toContain(REQUEST);
  });

  it('should say nothing of what was ordered, by whom, and with which token', () => {
    expect(collector.spans.length).toBeGreaterThan(10);
    for (const secret of [who.customer, who.customerId, 'sku'])
      expect(collector.received).not.toContain(secret);
  });
});

describe('a collector that is away', () => {
  it('should hold no request, and no process that is asked to end', async () => {
    // Takes connections and never says anything.
    const silent = createServer().listen(0, '127.0.0.1').unref();
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const orders = await ServiceProcess.start('orders', {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_BSP_SCHEDULE_DELAY: '10',
      OTEL_BSP_MAX_QUEUE_SIZE: '512',
    });
    const { staff } = await people();
    const api = new ApiClient(orders.url);
    for (let round = 0; round < 40; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => api.call('/v1/orders?limit=1', { token: staff })),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    }
    expect(await orders.stop()).toBe(0);
    silent.close();
  }, 60_000);
});

describe('a process that does not trace', () => {
  it('should load nothing of the SDK', async () => {
    // What main.ts loads, and all that this process resolves for it.
    const script = `
      import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        const found = next(name, context);
        if (found.url.includes('/@opentelemetry/')) console.log(found.url);
        return found;
      } });
      await import('@tenfold/observability/register');
      await import('@tenfold/bootstrap');`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(import.meta.dirname, '..'),
      env: {},
    });
    const packages = stdout.match(/(?<=@opentelemetry\/)[a-z-]+/g);
    expect(new Set(packages)).toEqual(new Set(['api']));
  });
});
