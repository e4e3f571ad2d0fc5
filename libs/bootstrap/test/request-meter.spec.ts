import { context, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { Metrics, RequestMetrics } from '@tenfold/observability';
import { waitFor } from '@tenfold/testing';
import { fastify } from 'fastify';
import { addRequestMeter } from '../src/request-meter.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

describe(addRequestMeter, () => {
  afterEach(() => context.disable());

  it.each([
    [TraceFlags.SAMPLED, 1],
    [TraceFlags.NONE, 0],
  ])('should show the trace of a request that is kept (flags %d)', async (traceFlags, shown) => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const metrics = new Metrics();
    const server = fastify();
    addRequestMeter(server, new RequestMetrics(metrics));
    server.addHook('onRequest', (_request, _reply, done) => {
      const span = trace.wrapSpanContext({ traceId: TRACE, spanId: '00f067aa0ba902b7', traceFlags });
      context.with(trace.setSpan(context.active(), span), done);
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
