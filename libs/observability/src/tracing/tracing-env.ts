import { choice, integer, list, secret, text, url } from '@tenfold/config';

/**
 * The variables of OpenTelemetry that an operator is likely to set, under their own names. Most are read by the SDK itself; they
 * stand here to be checked and documented.
 */
export const tracingEnvShape = {
  OTEL_TRACES_EXPORTER: choice(
    'Where spans go. none: nobody traces, and nothing of the SDK is loaded',
    ['none', 'otlp', 'console'],
    { default: 'none' },
  ),
  OTEL_SERVICE_NAME: text('Name in traces; that of the package unless set').optional(),
  OTEL_RESOURCE_ATTRIBUTES: list('What every span says of its process, as key=value').optional(),
  OTEL_TRACES_SAMPLER: choice(
    'Who decides what is kept: the caller where there is one, else this. With always_on a collector may choose among whole traces',
    ['parentbased_always_on', 'parentbased_traceidratio', 'parentbased_always_off'],
    { default: 'parentbased_always_on' },
  ),
  OTEL_TRACES_SAMPLER_ARG: text(
    'Share of the traces that begin here, from 0 to 1, for parentbased_traceidratio',
    {
      pattern: /^(0|0?\.\d+|1(\.0+)?)$/,
    },
  ).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('Collector; http://localhost:4318 unless set', {
    protocols: ['http', 'https'],
  }).optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: choice('What the collector speaks', ['http/protobuf', 'http/json', 'grpc'], {
    default: 'http/protobuf',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: secret('What the collector asks of its callers, as key=value').optional(),
  OTEL_BSP_SCHEDULE_DELAY: integer('Milliseconds that a span waits for others to be sent with', {
    default: 5_000,
    min: 1,
  }),
  OTEL_BSP_MAX_QUEUE_SIZE: integer(
    'Spans that wait; further ones are dropped, and no request waits for them',
    {
      default: 2_048,
      min: 512,
    },
  ),
};
