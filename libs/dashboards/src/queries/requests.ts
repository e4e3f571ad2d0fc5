import { COUNTED } from '../slo.js';
import { quantile, rate, ratio, type Options } from './queries.js';

const DURATION = 'http_server_request_duration_seconds';
const FAILED = `${COUNTED}, http_response_status_code=~"5.."`;

/** Rate, errors and duration of requests: what a service is to those who call it. */
export function requestRate(by: readonly string[]): string {
  return rate(`${DURATION}_count`, { by });
}

export function errorShare(by: readonly string[]): string {
  return ratio(
    rate(`${DURATION}_count`, { by, where: FAILED }),
    rate(`${DURATION}_count`, { by, where: COUNTED }),
  );
}

/** Exports are left out, which take as long as their readers. */
export function duration(share: number, { by, where }: Options = {}): string {
  const options = { where: where === undefined ? COUNTED : `${COUNTED}, ${where}` };
  return quantile(share, DURATION, by === undefined ? options : { ...options, by });
}

/** Little's law: seconds of requests in a second are the requests in flight. */
export function inFlight(by: readonly string[]): string {
  return rate(`${DURATION}_sum`, { by, where: 'http_route!~".*/export"' });
}
