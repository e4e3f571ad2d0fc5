import type { Coding, CodingChoice } from '@tenfold/http';
import { bodyHeadersOf, type Finished } from './finish-answer.js';

/** An answer in one coding, with nothing left to do but to put in the request's id. */
export interface Variant {
  readonly etag: string;
  /** A text holds its bytes as `latin1`: it leaves with the head in one piece, which a buffer beside it does not. */
  readonly body: string | Buffer;
  /** Names and values by turns, as they are written. */
  readonly whole: string[];
  readonly notModified: string[];
}

/** Finished answers under one URL: one body, in the codings that were asked for. */
export interface KeptAnswer {
  readonly etag: string;
  readonly kind: keyof CodingChoice;
  /** Pattern of its route, for the log. */
  readonly route: string;
  /** Headers of every coding alike. */
  readonly head: readonly string[];
  /** Index of the request id in `head`, and so in both arrays of a variant. */
  readonly idAt: number;
  readonly variants: Readonly<Partial<Record<Coding, Variant>>>;
  /** Keys of the reads that it was made of. */
  readonly keys: readonly string[];
  readonly until: number;
  /** Made of what only its time ends: there may be very many of its kind. */
  readonly brief: boolean;
}

/** Above, copying the body behind the head costs more than a second piece. */
const LARGEST_TEXT = 4_096;

/** Never for somebody else: an answer with one of these is not kept. */
const PERSONAL = ['set-cookie', 'x-consistency-token', 'ratelimit'];
const OF_THE_BODY = ['content-type', 'content-encoding', 'content-length'];
/** Node's strings, arrays and maps around the bytes; about, and on the safe side. */
const OVERHEAD_BYTES = 1_500;

/** @returns undefined for headers that do not say `public`, or say more than that everybody may have the answer */
export function keptAnswer(
  headers: Readonly<Record<string, unknown>>,
  { representation, coding, etag, bytes }: Finished,
  facts: Pick<KeptAnswer, 'route' | 'keys' | 'until' | 'brief'>,
): KeptAnswer | undefined {
  const pairs = Object.entries(headers).filter(([name]) => !OF_THE_BODY.includes(name));
  const isPublic = /^public\b/.test(String(headers['cache-control']));
  if (!isPublic || !pairs.every(([name, value]) => isForAll(name, value))) return undefined;
  const notModified = pairs.flat() as string[];
  const body = bytes.length > LARGEST_TEXT ? bytes : bytes.toString('latin1');
  const whole = [...notModified, ...bodyHeadersOf(coding, bytes.length).flat()];
  return {
    etag: representation.etag,
    kind: representation.kind,
    head: (pairs as [string, string][]).filter(([name]) => name !== 'etag' && name !== 'x-request-id').flat(),
    idAt: notModified.indexOf('x-request-id') + 1,
    variants: { [coding]: { etag, body, whole, notModified } },
    ...facts,
  };
}

/** What cannot be written would throw in front of the framework, where nobody catches it. */
const UNWRITABLE = /[^\t\x20-\x7e\x80-\xff]/;

function isForAll(name: string, value: unknown): boolean {
  return typeof value === 'string' && !UNWRITABLE.test(value) && !PERSONAL.includes(name);
}

/** The newer answer, with the codings of the older one where it is the same. */
export function withVariantsOf(newer: KeptAnswer, older: KeptAnswer): KeptAnswer {
  return isSame(newer, older) ? { ...newer, variants: { ...older.variants, ...newer.variants } } : newer;
}

export function isSame(a: KeptAnswer, b: KeptAnswer): boolean {
  return a.etag === b.etag && a.head.join('\n') === b.head.join('\n');
}

export function bytesOf(answer: KeptAnswer, url: string): number {
  const variants = Object.values(answer.variants);
  return variants.reduce((sum, { body }) => sum + body.length + OVERHEAD_BYTES, 2 * url.length);
}
