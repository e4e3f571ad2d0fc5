import { context, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { TokenVerifier } from '@tenfold/identity';
import { createLogger, Metrics, RequestMetrics, tracing } from '@tenfold/observability';
import { waitFor } from '@tenfold/testing';
import { fastify } from 'fastify';
import { Admission } from '../src/admission.js';
import { addRequestHooks } from '../src/request-hooks.js';
import { RequestLog } from '../src/request-log.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

describe('the meter of requests', () => {
  beforeEach(() => (tracing.on = true));
  afterEach(() => {
    tracing.on = false;
    context.disable();
  });

  it.each([
    [TraceFlags.SAMPLED, 1],
    [TraceFlags.NONE, 0],
  ])('should show the trace of a request that is kept (flags %d)', async (traceFlags, shown) => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const metrics = new Metrics();
    const server = fastify();
    server.addHook('onRequest', (_request, _reply, done) => {
      const span = trace.wrapSpanContext({ traceId: TRACE, spanId: '00f067aa0ba902b7', traceFlags });
      context.with(trace.setSpan(context.active(), span), done);
    });
    addRequestHooks(server, {
      requests: new RequestMetrics(metrics),
      log: new RequestLog(createLogger({ service: 'things', level: 'silent' }), {
        perSecond: 0,
        slowMs: 1e3,
      }),
      admission: new Admission(),
      verifier: undefined as unknown as TokenVerifier,
      lane: { now: 0 },
    });
    server.get('/v1/things/:id', async () => 'a thing');
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as { port: number };
    await fetch(`http://127.0.0.1:${port}/v1/things/1`);
    const text = await waitFor(async () => {
      const page = await metrics.page('application/openmetrics-text');
      return /_count\{.*\} 1$/m.test(page.text) ? page.text : undefined;
    });
    expect(text.split(`trace_id="${TRACE}"`)).toHaveLength(1 + shown);
    await server.close();
  });
});
