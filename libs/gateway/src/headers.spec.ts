import { forwardedHeaders, requestIdOf, withoutHopByHop } from './headers.js';

const edge = {
  requestId: 'id-1',
  clientIp: '127.0.0.1',
  protocol: 'http',
  host: 'localhost:8080',
  hasBody: true,
};

describe('requestIdOf', () => {
  it('should keep a well-formed id', () => {
    expect(requestIdOf('checkout-42.retry_1')).toBe('checkout-42.retry_1');
  });

  it.each([undefined, '', 'a b', 'a\tb', '{"a":1}', 'short', 'x'.repeat(65), ['a', 'b']])(
    'should make a new id in place of %p',
    (header) => {
      expect(requestIdOf(header)).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

describe('withoutHopByHop', () => {
  it('should drop what speaks of the connection, named ones too', () => {
    const headers = {
      connection: 'close, X-Hop',
      'x-hop': '1',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
      upgrade: 'h2c',
      etag: '"a"',
    };
    expect(withoutHopByHop(headers)).toEqual({ etag: '"a"' });
  });
});

describe('forwardedHeaders', () => {
  it('should put the edge in place of what the client claims', () => {
    const headers = forwardedHeaders(
      { 'x-forwarded-for': '10.0.0.1', forwarded: 'for=10.0.0.1', 'x-real-ip': '10.0.0.1', accept: '*/*' },
      edge,
    );
    expect(headers).toEqual({
      accept: '*/*',
      host: 'localhost:8080',
      'x-request-id': 'id-1',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'localhost:8080',
    });
  });

  it('should pass on the trace that the client is in', () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    expect(forwardedHeaders({ traceparent, tracestate: 'v=1' }, edge)).toMatchObject({
      traceparent,
      tracestate: 'v=1',
    });
  });

  it('should not announce a body that is not passed on', () => {
    expect(forwardedHeaders({ 'content-length': '5' }, { ...edge, hasBody: false })).not.toHaveProperty(
      'content-length',
    );
  });
});
