import { parseBytes, parseDuration } from './units.js';
import { type Parsed, type Variable, variable, type VariableInfo } from './variable.js';

/** The default is written as in the environment, so that tables and parser show and take the same text. */
export interface DefaultOption {
  readonly default?: string | number | boolean;
}
export interface TextOptions extends DefaultOption {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
}
export interface RangeOptions extends DefaultOption {
  readonly min?: number;
  readonly max?: number;
}
/** Limits of a `duration` or of `bytes`, as one would write them: `min: '100ms'`. */
export interface QuantityOptions extends DefaultOption {
  readonly min?: string;
  readonly max?: string;
}
export interface ListOptions extends DefaultOption {
  /** What each of them must be. */
  readonly item?: { readonly fits: (item: string) => boolean; readonly problem: string };
}
export interface UrlOptions extends DefaultOption {
  readonly protocols?: readonly string[];
}

/** Any text. Its value is never printed, since a URL or a connection string may hold a password. */
export function text(description: string, options: TextOptions = {}): Variable<string> {
  const info = { ...describe('text', description, options), printable: false };
  return variable(info, (value) => checkText(value, options));
}

/** A text that nobody may see: no default, never printed. */
export function secret(description: string, options: { readonly minLength?: number } = {}): Variable<string> {
  const info = { type: 'secret', description, secret: true, printable: false };
  return variable(info, (value) => checkText(value, options));
}

/** An absolute URL, kept as written. */
export function url(description: string, options: UrlOptions = {}): Variable<string> {
  const protocols = options.protocols?.map((name) => `${name}:`);
  const info = { ...describe('URL', description, options), printable: false };
  return variable(info, (value) => {
    const parsed = URL.canParse(value) ? new URL(value) : undefined;
    if (parsed === undefined) return { problem: 'must be an absolute URL' };
    if (protocols?.includes(parsed.protocol) === false) {
      return { problem: `must be a URL that starts with ${options.protocols?.join(':// or ')}://` };
    }
    return { value };
  });
}

/** A whole number, in decimal digits. */
export function integer(description: string, options: RangeOptions = {}): Variable<number> {
  return variable(describe('integer', description, options), (value) => {
    if (!/^-?[0-9]{1,15}$/.test(value)) return { problem: 'must be a whole number' };
    return checkRange(Number(value), options.min, options.max, String);
  });
}

/** A TCP port; 0 lets the system choose. */
export function port(description: string, options: DefaultOption = {}): Variable<number> {
  return variable(describe('port', description, options), (value) => {
    const number = /^[0-9]{1,5}$/.test(value) ? Number(value) : Number.NaN;
    return number <= 65_535 ? { value: number } : { problem: 'must be a port from 0 to 65535' };
  });
}

const FLAG_WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

/** A switch, read from a word and never coerced: as a boolean, the text "false" would be true. */
export function flag(description: string, options: DefaultOption = {}): Variable<boolean> {
  return variable(describe('flag', description, options), (value) => {
    const word = value.toLowerCase();
    const known = Object.hasOwn(FLAG_WORDS, word) ? FLAG_WORDS[word] : undefined;
    return known === undefined
      ? { problem: 'must be one of true, false, yes, no, on, off, 1, 0' }
      : { value: known };
  });
}

/** A time span such as `500ms`, `5s`, `2m`, `1h`, `1d`, in milliseconds. */
export function duration(description: string, options: QuantityOptions = {}): Variable<number> {
  const problem = 'must be a duration with its unit, such as 500ms, 5s, 2m, 1h or 1d';
  return quantity(describe('duration', description, options), parseDuration, problem, options);
}

/** A size such as `512B`, `64KiB`, `1MiB`, in bytes. */
export function bytes(description: string, options: QuantityOptions = {}): Variable<number> {
  const problem = 'must be a size with its unit, such as 512B, 64KiB, 1MiB or 1GiB';
  return quantity(describe('bytes', description, options), parseBytes, problem, options);
}

/** Texts parted by commas, blanks around them dropped. */
export function list(description: string, options: ListOptions = {}): Variable<readonly string[]> {
  return variable(describe('list', description, options), (value) => {
    const items = value.split(',').map((item) => item.trim());
    if (items.includes('')) return { problem: 'must be a list parted by commas, without empty items' };
    if (options.item !== undefined && !items.every(options.item.fits))
      return { problem: options.item.problem };
    return { value: Object.freeze(items) };
  });
}

/** One of the given words. */
export function choice<const T extends string>(
  description: string,
  words: readonly T[],
  options: { readonly default?: NoInfer<T> } = {},
): Variable<T> {
  return variable(describe(words.join(' | '), description, options), (value) => {
    const word = words.find((candidate) => candidate === value);
    return word === undefined ? { problem: `must be one of ${words.join(', ')}` } : { value: word };
  });
}

function describe(type: string, description: string, options: DefaultOption): VariableInfo {
  const fallback = options.default === undefined ? {} : { default: String(options.default) };
  return { type, description, ...fallback, secret: false, printable: true };
}

function checkText(value: string, { minLength = 1, maxLength = 4096, pattern }: TextOptions): Parsed<string> {
  if (value.length < minLength) return { problem: `must have at least ${minLength} characters` };
  if (value.length > maxLength) return { problem: `must have at most ${maxLength} characters` };
  if (pattern?.test(value) === false) return { problem: `must match ${pattern.source}` };
  return { value };
}

function quantity(
  info: VariableInfo,
  parse: (text: string) => number | undefined,
  problem: string,
  { min, max }: QuantityOptions,
): Variable<number> {
  const limit = (text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) throw new TypeError(`the limit "${text}" ${problem}`);
    return value;
  };
  const [low, high] = [limit(min), limit(max)];
  return variable(info, (text) => {
    const value = parse(text);
    if (value === undefined) return { problem };
    return checkRange(value, low, high, (bound) => String(bound === low ? min : max));
  });
}

function checkRange(
  value: number,
  min: number | undefined,
  max: number | undefined,
  write: (bound: number) => string,
): Parsed<number> {
  if (min !== undefined && value < min) return { problem: `must be at least ${write(min)}` };
  if (max !== undefined && value > max) return { problem: `must be at most ${write(max)}` };
  return { value };
}
