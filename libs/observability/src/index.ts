export { BufferedOutput } from './buffered-output.js';
export { createLogger, type Logger, type LogLevel } from './logger.js';
export {
  METRICS,
  metricsOf,
  SERVICES,
  type LabelOf,
  type LabelsOf,
  type MetricDefinition,
  type MetricDefinitions,
  type MetricName,
} from './metrics/definitions.js';
export { CountedHistogram } from './metrics/counted-histogram.js';
export { tracedBy } from './metrics/exemplar.js';
export { Metrics, type Page, type Reading } from './metrics/metrics.js';
export { Tally } from './metrics/tally.js';
export { ProcessMetrics, type Build } from './metrics/process-metrics.js';
export { RequestMetrics } from './metrics/request-metrics.js';
export { NestLogger } from './nest-logger.js';
export { RequestEvent, rounded, type CacheLevel } from './request-event.js';
export { requestContext, type RequestContext } from './request-context.js';
export {
  enterSpan,
  failSpan,
  inBatch,
  inSpan,
  SpanKind,
  startSpan,
  underSpan,
  type Attributes,
  type Span,
  type SpanDescription,
} from './tracing/spans.js';
export {
  continueTrace,
  currentTrace,
  idsOf,
  traceIds,
  type TraceContext,
  type TraceIds,
} from './tracing/trace-context.js';
export { tracing } from './tracing/tracing.js';
export { tracingEnvShape } from './tracing/tracing-env.js';
export { timed } from './timed.js';
