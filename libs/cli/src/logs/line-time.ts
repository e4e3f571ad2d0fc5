/** `2026-12-01T14:41:31.363Z`, with or without an offset: pino in JSON, and Prometheus as `time=`. */
const ISO = /^(?:\{.*?"time":"|time=|ts=)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))/;
/** `2026-12-01 14:41:25.241 UTC`: Postgres and PgBouncer. */
const POSTGRES = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d(?:\.\d+)?) UTC /;
/** `[25179] 2026/12/01 14:41:26.329075`. */
const NATS = /^\[\d+\] (\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d(?:\.\d+)?) /;
/** `25169:C 01 Dec 2026 14:41:26.173`. */
const REDIS = /^\d+:[A-Z] (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d(?:\.\d+)?) /;
/** `25169:signal-handler (1796136462) Received SIGTERM`: seconds since the epoch. */
const REDIS_SIGNAL = /^\d+:signal-handler \((\d+)\) /;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * When a line was written, as the programs of the stack say it; all of them run with TZ=UTC.
 * @returns milliseconds since the epoch, undefined where the line does not begin with a time: a stack trace, or a text of several lines
 */
export function timeOfLine(line: string): number | undefined {
  const iso = ISO.exec(line)?.[1];
  if (iso !== undefined) return known(Date.parse(iso));
  const numbers = (POSTGRES.exec(line) ?? NATS.exec(line))?.slice(1).map(Number);
  if (numbers !== undefined) {
    const [year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN] = numbers;
    return utc(year, month - 1, day, hour, minute, second);
  }
  const signal = REDIS_SIGNAL.exec(line)?.[1];
  if (signal !== undefined) return known(Number(signal) * 1_000);
  const redis = REDIS.exec(line);
  if (redis === null) return undefined;
  const [day, name, year, hour, minute, second] = redis.slice(1);
  const month = MONTHS.indexOf(name ?? '');
  return month < 0
    ? undefined
    : utc(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
}

function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  return known(Date.UTC(year, month, day, hour, minute) + second * 1_000);
}

function known(time: number): number | undefined {
  return Number.isNaN(time) ? undefined : time;
}
