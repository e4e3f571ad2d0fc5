import { BUSINESS_METRICS } from './definitions/business-definitions.js';
import { CACHE_METRICS } from './definitions/cache-definitions.js';
import { DATABASE_METRICS } from './definitions/database-definitions.js';
import { HTTP_METRICS } from './definitions/http-definitions.js';
import { MESSAGING_METRICS } from './definitions/messaging-definitions.js';
import type { MetricDefinition, MetricDefinitions } from './definitions/metric-definition.js';
import { PROCESS_METRICS } from './definitions/process-definitions.js';

export {
  MEASURED_UNITS,
  SERVICES,
  type MetricDefinition,
  type MetricDefinitions,
} from './definitions/metric-definition.js';

/**
 * Every metric of every process; there are no others. Names are those of the OpenTelemetry semantic conventions in the form of
 * Prometheus, where there is one.
 */
export const METRICS = {
  ...HTTP_METRICS,
  ...DATABASE_METRICS,
  ...CACHE_METRICS,
  ...MESSAGING_METRICS,
  ...BUSINESS_METRICS,
  ...PROCESS_METRICS,
} as const satisfies MetricDefinitions;

type Definitions = typeof METRICS;

/** The metrics of one type, by name. */
export type MetricName<Type extends MetricDefinition['type'] = MetricDefinition['type']> = {
  [Name in keyof Definitions]: Definitions[Name]['type'] extends Type ? Name : never;
}[keyof Definitions];

export type LabelOf<Name extends MetricName> = Definitions[Name]['labels'][number];

export type LabelsOf<Name extends MetricName> = Readonly<Record<LabelOf<Name>, string>>;

/** The names that a service exports. */
export function metricsOf(service: string): MetricName[] {
  const names = Object.keys(METRICS) as MetricName[];
  return names.filter((name) => {
    const { services }: MetricDefinition = METRICS[name];
    return services?.some((one) => one === service) ?? true;
  });
}
