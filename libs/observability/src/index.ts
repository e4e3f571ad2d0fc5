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
export { Metrics, type Reading } from './metrics/metrics.js';
export { ProcessMetrics, type Build } from './metrics/process-metrics.js';
export { RequestMetrics } from './metrics/request-metrics.js';
export { NestLogger } from './nest-logger.js';
export { requestContext, type RequestContext } from './request-context.js';
