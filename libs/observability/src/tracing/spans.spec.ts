import { SpanStatusCode } from '@opentelemetry/api';
import { startNodeSdk, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { createLogger } from '../logger.js';
import { requestContext } from '../request-context.js';
import { enterSpan, inBatch, inSpan, SpanKind, type SpanDescription } from './spans.js';
import { continueTrace, currentTrace, traceIds, type TraceContext } from './trace-context.js';
import { tracing } from './tracing.js';

type Processor = NonNullable<NodeSDKConfiguration['spanProcessors']>[number];
type Ended = Parameters<Processor['onEnd']>[0];

const named = (name: string) => (): SpanDescription => ({ name, kind: SpanKind.INTERNAL, attributes: {} });
const from = (digit: string, flags = '01'): TraceContext => ({
  traceparent: `00-${digit.repeat(32)}-${digit.repeat(16)}-${flags}`,
});

describe('spans', () => {
  const ended: Ended[] = [];
  const processor: Processor = {
    onStart: () => undefined,
    onEnd: (span) => void ended.push(span),
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  const sdk = startNodeSdk({
    spanProcessors: [processor],
    metricReaders: [],
    logRecordProcessors: [],
    logLevel: 'none',
  });

  beforeEach(() => {
    tracing.on = true;
    ended.length = 0;
  });
  afterAll(() => sdk.shutdown());

  const nothing = async (): Promise<void> => undefined;
  const summary = () =>
    ended.map(({ name, parentSpanContext, links }) => ({
      name,
      below: parentSpanContext?.traceId[0],
      links: links.map(({ context }) => context.traceId[0]),
    }));

  it('should begin where a trace enters, and never by themselves', async () => {
    await inSpan(named('alone'), nothing);
    await enterSpan(named('entered'), from('a'), () => inSpan(named('inner'), nothing));
    expect(ended.map(({ name }) => name)).toEqual(['inner', 'entered']);
    expect(ended[0]?.parentSpanContext?.spanId).toBe(ended[1]?.spanContext().spanId);
  });

  it('should not be kept where the caller does not keep his, and still tell others so', async () => {
    const told = await enterSpan(named('dropped'), from('a', '00'), async () => currentTrace());
    expect(told?.traceparent).toMatch(/^00-a{32}-[0-9a-f]{16}-00$/);
    expect(ended).toEqual([]);
  });

  it('should go on from what was stored, and not from what is no trace', async () => {
    await continueTrace(from('b'), () => inSpan(named('published'), nothing));
    await continueTrace({ traceparent: 'nonsense' }, () => inSpan(named('alone'), nothing));
    await continueTrace(null, () => inSpan(named('alone'), nothing));
    expect(summary()).toEqual([{ name: 'published', below: 'b', links: [] }]);
  });

  it('should leave background work alone', async () => {
    const inBackground = (): Promise<void> =>
      requestContext.clean(() => {
        expect(traceIds()).toBeUndefined();
        return inSpan(named('background'), nothing);
      });
    await enterSpan(named('entered'), from('a'), inBackground);
    expect(summary()).toMatchObject([{ name: 'entered' }]);
  });

  it('should fail by the code of an error, and not for an answer that there is none', async () => {
    const throws = (error: Error) => () =>
      enterSpan(named('failing'), from('a'), () => Promise.reject(error));
    const missing = Object.assign(new Error('secret'), { code: 'order_not_found', status: 404 });
    await expect(throws(missing)()).rejects.toBe(missing);
    const broken = Object.assign(new Error('secret'), { code: '23514' });
    await expect(throws(broken)()).rejects.toBe(broken);
    expect(ended.map(({ status, attributes }) => [status.code, attributes])).toEqual([
      [SpanStatusCode.UNSET, { 'tenfold.problem': 'order_not_found' }],
      [SpanStatusCode.ERROR, { 'error.type': '23514' }],
    ]);
    expect(ended.map(({ events, status }) => [events, status.message])).toEqual([
      [[], undefined],
      [[], undefined],
    ]);
  });

  it('should continue the trace that all of a batch belong to', async () => {
    await inBatch(named('process'), [from('a'), from('a')], () => inSpan(named('store'), nothing));
    expect(summary()).toMatchObject([
      { name: 'store', below: 'a' },
      { name: 'process', below: 'a', links: [] },
    ]);
  });

  it('should be in each trace that a batch mixes, linked with a trace of the work', async () => {
    await inBatch(named('process'), [from('a'), undefined, from('b')], () => inSpan(named('store'), nothing));
    const own = ended[1]?.spanContext().traceId[0];
    expect(summary()).toEqual([
      { name: 'store', below: own, links: [] },
      { name: 'process', below: undefined, links: ['a', 'b'] },
      { name: 'process', below: 'a', links: [own] },
      { name: 'process', below: 'b', links: [own] },
    ]);
  });

  it('should be named by every line that is logged inside them', async () => {
    const lines: Record<string, unknown>[] = [];
    const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
    const logger = createLogger({ service: 'orders', level: 'info' }, { write });
    await enterSpan(named('entered'), from('a'), async () => logger.info('inside'));
    logger.info('outside');
    expect(lines[0]).toMatchObject({ trace_id: 'a'.repeat(32), span_id: ended[0]?.spanContext().spanId });
    expect(lines[1]).not.toHaveProperty('trace_id');
  });

  it('should not be there where nobody traces', async () => {
    tracing.on = false;
    await enterSpan(named('entered'), from('a'), () => inSpan(named('inner'), nothing));
    await inBatch(named('batch'), [from('a')], nothing);
    expect([ended, currentTrace()]).toEqual([[], undefined]);
  });
});
