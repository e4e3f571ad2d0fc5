const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/;

/** `YYYY-MM-DD HH:MM:SS` that exists in the calendar. */
export function isLocalTime(text: string): boolean {
  if (!LOCAL_TIME.test(text)) return false;
  const time = new Date(asUtc(text));
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 10));
}

/** The instant of a wall-clock time in a time zone, as ISO text in UTC. */
export type ToInstant = (local: string) => string;

/** Throws a RangeError for a time zone that is not one. */
export function instantsOf(timeZone: string): ToInstant {
  if (timeZone === 'UTC') return (local) => new Date(asUtc(local)).toISOString();
  const wallClock = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const offsetAt = (instant: number): number => {
    const part = Object.fromEntries(
      wallClock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
  };
  return (local) => {
    const wall = Date.parse(asUtc(local));
    // The offset is asked for twice: the first guess may lie on the other side of a clock change.
    const guess = wall - offsetAt(wall);
    return new Date(wall - offsetAt(guess)).toISOString();
  };
}

function asUtc(local: string): string {
  return `${local.slice(0, 10)}T${local.slice(11)}Z`;
}
