import type { DefaultOption } from './builders.js';
import { parseDuration } from './units.js';
import { type Parsed, type Variable, variable } from './variable.js';

/** So many requests in a time, and so many of them at once. */
export interface Rate {
  readonly requests: number;
  readonly windowMs: number;
  readonly burst: number;
}

const PROBLEM =
  'must be off, requests/duration or requests/duration/burst, such as 600/1m or 600/1m/100, each number at least 1';
/** Whoever counts remembers each caller for as long as it takes until a whole burst is there again. */
const LONGEST_MS = 86_400_000;

/** A rate such as `600/1m`, or `600/1m/100` where only 100 may come at once; `off` for none. */
export function rate(description: string, options: DefaultOption = {}): Variable<Rate | 'off'> {
  const fallback = options.default === undefined ? {} : { default: String(options.default) };
  const info = { type: 'rate', description, ...fallback, secret: false, printable: true };
  return variable(info, parseRate);
}

function parseRate(text: string): Parsed<Rate | 'off'> {
  if (text === 'off') return { value: 'off' };
  const [, number = '', duration = '', most = number] =
    /^([0-9]{1,9})\/([^/]+)(?:\/([0-9]{1,9}))?$/.exec(text) ?? [];
  const [requests, windowMs, burst] = [Number(number), parseDuration(duration), Number(most)];
  if (windowMs === undefined || requests < 1 || burst < 1 || windowMs <= 0) return { problem: PROBLEM };
  if (requests > windowMs * 1_000) return { problem: 'must be at most one request in a microsecond' };
  if (burst * (windowMs / requests) > LONGEST_MS) return { problem: 'must give a whole burst within a day' };
  return { value: Object.freeze({ requests, windowMs, burst }) };
}
