const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

export const time = (milliseconds) => clock.format(milliseconds);

/** Three digits, and no zeros behind the point. */
const short = (value) => String(Number(value.toPrecision(value >= 100 ? Math.ceil(Math.log10(value)) : 3)));

function scaled(value, step, units) {
  let [rest, index] = [value, 0];
  while (rest >= step && index < units.length - 1) [rest, index] = [rest / step, index + 1];
  return `${short(rest)} ${units[index]}`;
}

const FORMATS = {
  seconds: (value) => (value < 1 ? `${short(value * 1_000)} ms` : `${short(value)} s`),
  ratio: (value) => `${short(value * 100)} %`,
  bytes: (value) => scaled(value, 1_024, ['B', 'KiB', 'MiB', 'GiB']),
  cores: (value) => short(value),
  'per second': (value) => `${short(value)}/s`,
  number: (value) => String(Number(value.toFixed(value < 10 ? 2 : 0))),
};

/** A value with its unit; a dash where there is none. */
export function format(value, unit) {
  if (value === null || value === undefined) return '–';
  return FORMATS[unit](value);
}

/** What the scale reaches at least, so that noise around nothing does not look like a mountain. */
export const LEAST = { seconds: 0.01, ratio: 0.01, bytes: 1_024, cores: 0.1, 'per second': 1, number: 1 };
