/** A frame of a profile: what ran, and in which file. */
export interface Frame {
  readonly functionName: string;
  readonly url: string;
}

/** Layers in the order in which they are tried; the first that fits has the frame. */
const LAYERS: readonly { readonly name: string; readonly fits: (frame: Frame) => boolean }[] = [
  named('garbage collection', /^\(garbage collector\)$/),
  named('idle', /^\(idle\)$/),
  named('outside of JavaScript', /^\((program|root)\)$/),
  at(
    'context (AsyncLocalStorage)',
    /node:(internal\/)?(async_hooks|async_local_storage|async_context_frame)|request-context/,
  ),
  at('digests (ETag, token hash, cursor)', /node:(internal\/)?crypto/),
  at('token check', /libs\/identity|node_modules\/jose/),
  at('limits', /libs\/limits|admission/),
  at('metrics', /request-metrics|request-meter|counted-histogram|observability\/dist\/metrics|prom-client/),
  at('log line', /request-log|observability\/dist\/logger|node_modules\/(pino|sonic-boom|thread-stream)/),
  at('tracing, off', /tracing|opentelemetry|spans/),
  at('schemas in and out', /node_modules\/(zod|ajv|fast-json-stringify)/),
  at(
    'answer, ETag, codings',
    /finish-answer|answer\.decorator|kept-answer|representation|conditional|accept-encoding|libs\/http/,
  ),
  at('response cache', /answer-lane|lane-store/),
  at('cache', /libs\/cache|node_modules\/(lru-cache|ioredis)/),
  at('hooks', /consistency-hooks|request-hooks|authorise|fields|close-connections/),
  at('position, lease and ownership checks', /position|consistency|ownership|routing|replica|shard-watch/),
  at('pool and statement', /libs\/database/),
  at('pg', /node_modules\/pg/),
  at('messaging', /libs\/(messaging|delivery)|node_modules\/@nats-io/),
  at('Nest', /node_modules\/(@nestjs\/core|@nestjs\/common|rxjs)/),
  at(
    'Fastify',
    /node_modules\/(fastify|@fastify|@nestjs\/platform-fastify|find-my-way|avvio|light-my-request)/,
  ),
  at('node:http', /node:(internal\/)?(_?http|https)/),
  at(
    'node: sockets and streams',
    /node:(internal\/)?(net|streams?|stream_base|js_stream|tls|dgram)|node:internal\/(stream|streams)/,
  ),
  at('node: buffers and text', /node:(internal\/)?(buffer|string_decoder|encoding|url|querystring)/),
  at('node: timers, promises and the rest', /^node:/),
  at('the service itself', /services\//),
  at('other packages', /node_modules/),
];

function named(name: string, pattern: RegExp) {
  return { name, fits: ({ functionName }: Frame) => pattern.test(functionName) };
}

function at(name: string, pattern: RegExp) {
  return { name, fits: ({ url }: Frame) => pattern.test(url) };
}

const OTHER = 'other code of ours';
const NATIVE = 'V8 itself';

/** @param caller of what has no file: V8's own functions (JSON, UTF-8, regular expressions) belong to the layer that called them */
export function layerOf(frame: Frame, caller = NATIVE): string {
  const found = LAYERS.find(({ fits }) => fits(frame));
  if (found !== undefined) return found.name;
  return frame.url === '' ? caller : OTHER;
}
