import { isAnswer, isServerError } from './chart.js';
import { worse, type State } from './state.js';
import type { Labels } from './exposition.js';
import type { Readings } from './service-window.js';
import { quantile, sumBy, where, type Vector } from './vector.js';

export interface Route {
  readonly service: string;
  readonly method: string;
  readonly route: string;
  readonly state: State;
  readonly perSecond: number;
  /** Share of 5xx. */
  readonly errors: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Requests that were under way at a time, on average: what it costs all others. */
  readonly inFlight: number;
}

const REQUESTS = 'http_server_request_duration_seconds';
const BY = ['service', 'http_request_method', 'http_route'];

/** Nobody waits longer than a second without noticing. */
const SLOW = { warn: 0.5, bad: 1 };
const FAILING = { warn: 0.01, bad: 0.05 };

/** Every route that was asked for during `overMs`: the worst first, by state, then by p99. */
export function routesOf(readings: Readings, overMs: number): readonly Route[] {
  const counts = readings.rate(`${REQUESTS}_count`, overMs);
  const buckets = readings.rate(`${REQUESTS}_bucket`, overMs);
  const errors = lookup(sumBy(where(counts, isServerError), BY));
  const seconds = lookup(sumBy(readings.rate(`${REQUESTS}_sum`, overMs), BY));
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => lookup(quantile(q, buckets, BY)));
  return sumBy(counts, BY)
    .filter(({ value }) => value > 0)
    .map(({ labels, value }) => {
      const failing = (errors(labels) ?? 0) / value;
      const slowest = p99?.(labels) ?? null;
      return {
        service: labels['service'] ?? '',
        method: labels['http_request_method'] ?? '',
        route: labels['http_route'] ?? '',
        state: stateOf(failing, isAnswer(labels) ? slowest : null),
        perSecond: value,
        errors: failing,
        p50: p50?.(labels) ?? null,
        p95: p95?.(labels) ?? null,
        p99: slowest,
        inFlight: seconds(labels) ?? 0,
      };
    })
    .sort((a, b) => worse(a.state, b.state) || (b.p99 ?? 0) - (a.p99 ?? 0));
}

function stateOf(errors: number, p99: number | null): State {
  if (errors >= FAILING.bad || (p99 ?? 0) >= SLOW.bad) return 'bad';
  return errors >= FAILING.warn || (p99 ?? 0) >= SLOW.warn ? 'warn' : 'ok';
}

function lookup(vector: Vector): (labels: Labels) => number | undefined {
  const keyOf = (labels: Labels): string => JSON.stringify(BY.map((name) => labels[name]));
  const values = new Map(vector.map(({ labels, value }) => [keyOf(labels), value]));
  return (labels) => values.get(keyOf(labels));
}
