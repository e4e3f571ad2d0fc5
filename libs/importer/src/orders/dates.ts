import { isLocalTime } from './local-time.js';

/** Which comes first in `1/2/2010`; the year is told by its place. */
export type DayOrder = 'dmy' | 'mdy';

const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]+(.+))?$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,]+(.+))?$/;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?$/;
/** Days since 1899-12-30, as a spreadsheet counts: those of 1954 to 2173, so that no other number is taken for one. */
const SERIAL = /^([2-9]\d{4})(?:\.(\d{1,15}))?$/;
const SERIAL_EPOCH = Date.UTC(1899, 11, 30);
const DAY_S = 86_400;

/**
 * A date and time of a spreadsheet as `YYYY-MM-DD HH:MM:SS`. Takes ISO with a blank or T and with or without seconds, days and months with `/`,
 * `-` or `.`, AM and PM, and the numbers of Excel, to the second. Years of two digits are of this century. A time zone is refused: the
 * file has one, which is said by an option.
 * @param order how days and months are ordered; with dots the day is always first
 */
export function localTimeOf(text: string, order: DayOrder): string | undefined {
  const serial = SERIAL.exec(text);
  if (serial !== null) return serialTime(Number(text));
  const [year, month, day, time] = partsOf(text, order);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const clock = time === undefined ? '00:00:00' : clockOf(time);
  const local = `${year.length === 2 ? `20${year}` : year}-${two(month)}-${two(day)} ${clock ?? ''}`;
  return isLocalTime(local) ? local : undefined;
}

/** What a date says of the order of day and month; undefined where it fits both, or is written otherwise. */
export function orderSaidBy(text: string): DayOrder | undefined {
  const [, first = '', separator, second = ''] = YEAR_LAST.exec(text) ?? [];
  if (separator === undefined || separator === '.') return undefined;
  const [a, b] = [Number(first), Number(second)];
  if (a > 12 && b <= 12) return 'dmy';
  return b > 12 && a <= 12 ? 'mdy' : undefined;
}

/** Whether somebody has to say in which order a date is written. */
export function isAmbiguous(text: string): boolean {
  const [, first = '', separator, second = ''] = YEAR_LAST.exec(text) ?? [];
  return separator !== undefined && separator !== '.' && Number(first) !== Number(second);
}

type Part = string | undefined;
type Parts = readonly [year: Part, month: Part, day: Part, time: Part];

function partsOf(text: string, order: DayOrder): Parts {
  const iso = YEAR_FIRST.exec(text);
  if (iso !== null) return [iso[1], iso[3], iso[4], iso[5]];
  const [, first, separator, second, year, time] = YEAR_LAST.exec(text) ?? [];
  return order === 'dmy' || separator === '.' ? [year, second, first, time] : [year, first, second, time];
}

function clockOf(text: string): string | undefined {
  const [, hours, minutes = '', seconds = '00', half] = TIME.exec(text.trim()) ?? [];
  if (hours === undefined) return undefined;
  const hour = Number(hours);
  if (half === undefined) return `${two(hours)}:${minutes}:${seconds}`;
  if (hour < 1 || hour > 12) return undefined;
  const afternoon = half.toLowerCase() === 'p' ? 12 : 0;
  return `${two(String((hour % 12) + afternoon))}:${minutes}:${seconds}`;
}

function serialTime(days: number): string {
  const at = new Date(SERIAL_EPOCH + Math.round(days * DAY_S) * 1_000);
  return at.toISOString().slice(0, 19).replace('T', ' ');
}

function two(digits: string): string {
  return digits.padStart(2, '0');
}
