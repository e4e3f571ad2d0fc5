export { createLogger, type Logger, type LogLevel } from './logger.js';
export { METRICS, type LabelsOf, type MetricDefinition, type MetricName } from './metrics/definitions.js';
export { Metrics, type Reading } from './metrics/metrics.js';
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
  type TraceContext,
  type TraceIds,
} from './tracing/trace-context.js';
export { tracing } from './tracing/tracing.js';
export { tracingEnvShape } from './tracing/tracing-env.js';
