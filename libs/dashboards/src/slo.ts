/** Reads show something and writes wait for a statement, and for another service: they are promised different times. */
const READS = 'http_request_method=~"GET|HEAD"';
const WRITES = 'http_request_method!~"GET|HEAD"';

/** An export takes as long as its reader; who went away before the answer (499) was not failed by us. */
export const COUNTED = 'http_route!~".*/export", http_response_status_code!="499"';

export type ObjectiveName = 'availability' | 'read_latency' | 'write_latency';

/** What is promised of each service over 30 days. */
export interface Objective {
  readonly name: ObjectiveName;
  readonly alert: string;
  readonly title: string;
  /** Share of requests that must be good. */
  readonly target: number;
  readonly reason: string;
  /** Matchers of the requests that are promised anything. */
  readonly requests: string;
  /** Matchers of those among them that break the promise, or the bound of the bucket that keeps it. */
  readonly bad: { readonly matchers: string } | { readonly slowerThan: string };
}

const served = (which: string): string => `${COUNTED}, http_response_status_code!~"5..", ${which}`;

/** The numbers live here and nowhere else; why burn rates, and why these windows, stands in docs/adr/0037. */
export const OBJECTIVES: readonly Objective[] = [
  {
    name: 'availability',
    alert: 'TenfoldAvailability',
    title: 'Answered without a 5xx',
    target: 0.999,
    reason:
      '43 minutes a month: nothing fails over in embedded mode, and a primary that is deleted is away for 5.5 s',
    requests: COUNTED,
    bad: { matchers: `${COUNTED}, http_response_status_code=~"5.."` },
  },
  {
    name: 'read_latency',
    alert: 'TenfoldReadLatency',
    title: 'Reads answered within 250 ms',
    target: 0.99,
    reason:
      'at 40 requests a second the p99 was 67 ms on two shared cores; 250 ms is still at once to a person',
    requests: served(READS),
    bad: { slowerThan: '0.25' },
  },
  {
    name: 'write_latency',
    alert: 'TenfoldWriteLatency',
    title: 'Writes answered within 500 ms',
    target: 0.99,
    reason:
      'an order waits for a statement and then for order-items; half a second still feels like an answer',
    requests: served(WRITES),
    bad: { slowerThan: '0.5' },
  },
];

/** Below it a single bad request is a burning budget: with 0.2 a second, it takes ten of an hour's 720. */
export const MIN_REQUESTS_PER_SECOND = 0.2;

export interface Burn {
  readonly speed: 'Fast' | 'Slow';
  /** How many times faster than the budget allows. */
  readonly factor: number;
  readonly long: Window;
  /** Ends the alert soon after the cause has ended. */
  readonly short: Window;
}

export const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
export type Window = (typeof WINDOWS)[number];

/** The usual four of the SRE workbook: 2 % of a month's budget in 1 h, 5 % in 6 h, 10 % in a day, 10 % in 3 days. */
export const BURNS: readonly Burn[] = [
  { speed: 'Fast', factor: 14.4, long: '1h', short: '5m' },
  { speed: 'Fast', factor: 6, long: '6h', short: '30m' },
  { speed: 'Slow', factor: 3, long: '1d', short: '2h' },
  { speed: 'Slow', factor: 1, long: '3d', short: '6h' },
];
