import type { CountedHistogram, HistogramSeries } from './counted-histogram.js';
import type { LabelOf } from './definitions.js';
import type { Metrics } from './metrics.js';

/** Of the semantic conventions; what clients make up besides is one. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'QUERY'];
const OTHER_METHOD = '_OTHER';

type DurationLabel = LabelOf<'http_server_request_duration_seconds'>;

/** Counts the requests of one server, each once, whichever way it was answered. */
export class RequestMetrics {
  private active = 0;
  private readonly durations: CountedHistogram<DurationLabel>;
  /** By route, method and status: three looks into a map are an eighth of one hash of labels. */
  private readonly known = new Map<string, Map<string, Map<number, HistogramSeries>>>();

  constructor(metrics: Metrics) {
    this.durations = metrics.histogram('http_server_request_duration_seconds');
    metrics.gauge('http_server_active_requests', () => this.active);
  }

  /** A request that is not answered at once is there; `ended` has to follow. */
  began(): void {
    this.active += 1;
  }

  ended(method: string, route: string, status: number, elapsedMs: number, traceId?: string): void {
    this.active -= 1;
    this.answered(method, route, status, elapsedMs, traceId);
  }

  /** Positions and no object: this is called for each answer of the lane, which takes 14 µs. */
  answered(method: string, route: string, status: number, elapsedMs: number, traceId?: string): void {
    const series =
      this.known.get(route)?.get(method)?.get(status) ?? this.series(methodLabel(method), route, status);
    series.observe(elapsedMs / 1_000, traceId);
  }

  private series(method: string, route: string, status: number): HistogramSeries {
    const methods = entry(this.known, route, () => new Map<string, Map<number, HistogramSeries>>());
    const statuses = entry(methods, method, () => new Map<number, HistogramSeries>());
    return entry(statuses, status, () =>
      this.durations.add({
        http_request_method: method,
        http_route: route,
        http_response_status_code: String(status),
      }),
    );
  }
}

function methodLabel(method: string): string {
  return METHODS.includes(method) ? method : OTHER_METHOD;
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
