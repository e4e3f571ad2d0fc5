/** What a metric is before anybody counts anything. */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Its last word but for `_total`, or what is counted where nothing is measured. */
  readonly unit: 'seconds' | 'bytes' | 'ratio' | 'requests' | 'info';
  readonly help: string;
  /** Each has few values, and never an id. */
  readonly labels: readonly string[];
  /** Upper bounds, of histograms only. */
  readonly buckets?: readonly number[];
}

/** Each bound is twice to two and a half times the one before, from a cached answer to what no client waits for any more. */
const REQUEST_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const COLLECTION_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];

/**
 * Every metric of every process; there are no others. Names are those of the OpenTelemetry semantic conventions in the form of
 * Prometheus, where there is one.
 */
export const METRICS = {
  http_server_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Duration of answered and of broken off requests on the API port, by the pattern of their route',
    labels: ['http_request_method', 'http_route', 'http_response_status_code'],
    buckets: REQUEST_SECONDS,
  },
  http_server_active_requests: {
    type: 'gauge',
    unit: 'requests',
    help: 'Requests on the API port that are being worked on, or whose answer is on its way',
    labels: [],
  },
  nodejs_eventloop_utilization_ratio: {
    type: 'gauge',
    unit: 'ratio',
    help: 'Share of the last 10 s in which the event loop was busy',
    labels: [],
  },
  nodejs_eventloop_time_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    help: 'Time that the event loop was active or idle',
    labels: ['nodejs_eventloop_state'],
  },
  nodejs_eventloop_delay_p50_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'Median of how late the event loop came to a timer, over the last 15 to 30 s',
    labels: [],
  },
  nodejs_eventloop_delay_p99_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: '99th percentile of how late the event loop came to a timer, over the last 15 to 30 s',
    labels: [],
  },
  nodejs_eventloop_delay_max_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'The latest that the event loop came to a timer, over the last 15 to 30 s',
    labels: [],
  },
  process_cpu_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    help: 'CPU time that the process has taken, user and system together',
    labels: [],
  },
  process_resident_memory_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Memory of the process that is in RAM',
    labels: [],
  },
  v8js_memory_heap_used_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Used part of each space of the heap',
    labels: ['v8js_heap_space_name'],
  },
  v8js_memory_heap_space_size_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Size of each space of the heap',
    labels: ['v8js_heap_space_name'],
  },
  v8js_memory_heap_limit_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'What the heap may grow to before the process ends',
    labels: [],
  },
  v8js_gc_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Duration of garbage collections by their kind',
    labels: ['v8js_gc_type'],
    buckets: COLLECTION_SECONDS,
  },
  tenfold_build_info: {
    type: 'gauge',
    unit: 'info',
    help: '1, with what this process is',
    labels: ['service', 'version', 'node'],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

type Definitions = typeof METRICS;

/** The metrics of one type, by name. */
export type MetricName<Type extends MetricDefinition['type'] = MetricDefinition['type']> = {
  [Name in keyof Definitions]: Definitions[Name]['type'] extends Type ? Name : never;
}[keyof Definitions];

export type LabelOf<Name extends MetricName> = Definitions[Name]['labels'][number];

export type LabelsOf<Name extends MetricName> = Readonly<Record<LabelOf<Name>, string>>;
