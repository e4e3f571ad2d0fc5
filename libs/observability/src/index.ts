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
export { requestContext, type RequestContext } from './request-context.js';
