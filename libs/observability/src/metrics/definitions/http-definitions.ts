import type { MetricDefinitions } from './metric-definition.js';

/** Each bound is twice to two and a half times the one before, from a cached answer to what no client waits for any more. */
const REQUEST_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Requests on the port of the API, and those that were turned away there. */
export const HTTP_METRICS = {
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
  tenfold_lane_answers_total: {
    type: 'counter',
    unit: 'answers',
    help: 'Requests that the lane in front of the framework has answered',
    labels: ['http_response_status_code'],
  },
  tenfold_lane_misses_total: {
    type: 'counter',
    unit: 'requests',
    help: 'Requests that the lane could have answered, had it kept the answer',
    labels: [],
  },
  tenfold_lane_size_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Finished answers that the lane keeps',
    labels: [],
  },
  tenfold_rate_limited_total: {
    type: 'counter',
    unit: 'requests',
    help: 'Requests refused with 429, by the limit that they were beyond',
    labels: ['tenfold_limit'],
  },
  tenfold_shed_total: {
    type: 'counter',
    unit: 'requests',
    help: 'Work refused with 503 because this process has too much of it already, by where it was refused',
    labels: ['reason'],
  },
  tenfold_signing_keys_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'Time since the keys that verify tokens were last fetched; absent before the first token. They are fetched when a token comes and they are older than 10 minutes, so without tokens it only grows',
    labels: [],
  },
  tenfold_strategy_enabled: {
    type: 'gauge',
    unit: 'flag',
    help: '1 where the strategy is on in this process, 0 where it is off',
    labels: ['strategy'],
  },
} as const satisfies MetricDefinitions;
