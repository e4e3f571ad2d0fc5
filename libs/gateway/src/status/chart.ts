import type { Labels } from './exposition.js';
import type { Readings } from './service-window.js';
import { maxBy, quantile, ratio, sumBy, where, type Vector } from './vector.js';

export type Unit = 'seconds' | 'ratio' | 'bytes' | 'cores' | 'per second' | 'number';

export interface Chart {
  readonly title: string;
  readonly unit: Unit;
  /** What it tells, in a sentence or two. */
  readonly tells: string;
  /** The labels that name a line. */
  readonly by: readonly string[];
  read(readings: Readings, by: readonly string[]): Vector;
}

export type Read = Chart['read'];
type Holds = (labels: Labels) => boolean;

/** Five scrapes: short enough to see a fault at once, long enough for a quantile. */
const WINDOW_MS = 10_000;

const all: Holds = () => true;
/** They take as long as their reader, and say nothing about how busy a service is. */
export const isAnswer: Holds = ({ http_route }) => !(http_route?.endsWith('/export') ?? false);
export const isServerError: Holds = ({ http_response_status_code }) =>
  http_response_status_code?.startsWith('5') ?? false;
export const isFailure: Holds = ({ error_type = '' }) => error_type !== '';

export const rate =
  (metric: string, holds = all): Read =>
  (readings, by) =>
    sumBy(where(readings.rate(metric, WINDOW_MS), holds), by);

export const total =
  (metric: string, holds = all): Read =>
  (readings, by) =>
    sumBy(where(readings.latest(metric), holds), by);

/** Of what all processes show alike, or what each shows for itself. */
export const greatest =
  (metric: string): Read =>
  (readings, by) =>
    maxBy(readings.latest(metric), by);

export const quantileOf =
  (q: number, histogram: string, holds = all): Read =>
  (readings, by) =>
    quantile(q, where(readings.rate(`${histogram}_bucket`, WINDOW_MS), holds), by);

export const share =
  (part: Read, whole: Read): Read =>
  (readings, by) =>
    ratio(part(readings, by), whole(readings, by));
