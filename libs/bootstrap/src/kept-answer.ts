import type { Coding, CodingChoice } from '@tenfold/http';
import { isPublic } from './authorise.js';
import { withBody, type Finished } from './finish-answer.js';
import { HeadTemplate } from './head-template.js';

/** An answer in one coding, with nothing left to do but to put in the request's id. */
export interface Variant {
  readonly etag: string;
  /** A text holds its bytes as `latin1`: it leaves with the head in one piece, which a buffer beside it does not. */
  readonly body: string | Buffer;
  readonly whole: HeadTemplate;
  readonly notModified: HeadTemplate;
}

/** A read, and the version that it had. */
export interface Source {
  readonly key: string;
  readonly version: number;
}

/** Finished answers under one URL: one body, in the codings that were asked for. */
export interface KeptAnswer {
  readonly etag: string;
  readonly kind: keyof CodingChoice;
  /** Pattern of its route, for the log. */
  readonly route: string;
  /** Headers of every coding alike. */
  readonly head: readonly string[];
  readonly variants: Readonly<Partial<Record<Coding, Variant>>>;
  /** Keys of the reads that it was made of. */
  readonly keys: readonly string[];
  /** Later than it was when its sources are found to be what they were. */
  until: number;
  /** From then on one request goes past it, so that what it was made of is asked for anew before it is over. Moves with `until`. */
  renewAt: number;
  passed: boolean;
  /** What of it may change; undefined where nobody would tell of that, so that only its time ends it. */
  readonly sources?: readonly Source[] | undefined;
  /** Made of what only its time ends: there may be very many of its kind. */
  readonly brief: boolean;
  /** Its handler does not look at who asks: the same for those who have a token. */
  readonly impersonal: boolean;
}

/** Above, copying the body behind the head costs more than a second piece. */
const LARGEST_TEXT = 4_096;

/** Never for somebody else: an answer with one of these is not kept. */
const PERSONAL = ['set-cookie', 'x-consistency-token', 'ratelimit'];
/** Node's strings, arrays and maps around the bytes of a variant, and two heads as texts; about, and on the safe side. */
export const OVERHEAD_BYTES = 2_500;

/** @returns undefined for headers that do not say `public`, or say more than that everybody may have the answer */
export function keptAnswer(
  { representation, coding, etag, bytes, head }: Finished,
  facts: Pick<KeptAnswer, 'route' | 'keys' | 'until' | 'renewAt' | 'sources' | 'brief' | 'impersonal'>,
): KeptAnswer | undefined {
  const pairs = pairsOf(head);
  const all = pairs.every(([name, value]) => isForAll(name, value));
  if (!all || !pairs.some(([name, value]) => name === 'cache-control' && isPublic(value))) return undefined;
  const notModified = new HeadTemplate(304, [...head]);
  const body = bytes.length > LARGEST_TEXT ? bytes : bytes.toString('latin1');
  const whole = new HeadTemplate(200, withBody(head, coding, bytes.length));
  return {
    etag: representation.etag,
    kind: representation.kind,
    head: pairs.filter(([name]) => name !== 'etag' && name !== 'x-request-id').flat(),
    variants: { [coding]: { etag, body, whole, notModified } },
    passed: false,
    ...facts,
  };
}

/** What cannot be written would throw in front of the framework, where nobody catches it. */
const UNWRITABLE = /[^\t\x20-\x7e\x80-\xff]/;

function isForAll(name: string, value: string): boolean {
  return !UNWRITABLE.test(value) && !PERSONAL.includes(name);
}

function pairsOf(head: readonly string[]): [string, string][] {
  return head.flatMap((name, at) => (at % 2 === 0 ? [[name, head[at + 1] ?? ''] as [string, string]] : []));
}

/** The newer answer, with the codings of the older one where it is the same. */
export function withVariantsOf(newer: KeptAnswer, older: KeptAnswer): KeptAnswer {
  if (!isSame(newer, older)) return newer;
  // Not made anew yet: the next one would find the same.
  const passed = older.passed && older.until === newer.until;
  // Their heads are known as texts already.
  return { ...newer, passed, variants: { ...newer.variants, ...older.variants } };
}

export function isSame(a: KeptAnswer, b: KeptAnswer): boolean {
  return a.etag === b.etag && a.head.join('\n') === b.head.join('\n');
}

/** Without its URL. */
export function bytesOf({ variants }: KeptAnswer): number {
  return Object.values(variants).reduce((sum, { body }) => sum + body.length + OVERHEAD_BYTES, 0);
}
