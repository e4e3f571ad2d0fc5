import { hash } from 'node:crypto';
import { AppError, type FieldError } from '@tenfold/errors';
import type { Coding } from './accept-encoding.js';

interface EntityTag {
  readonly weak: boolean;
  /** With its quotes, without the coding. */
  readonly opaque: string;
}

// RFC 9110, section 8.8.3. Sticky, so that a comma inside of a tag does not end it, and linear on any input.
const ENTITY_TAG = /(W\/)?("[\x21\x23-\x7e\x80-\uffff]*")/y;
const SEPARATOR = /[ \t,]*/y;

// 132 bits of SHA-256: no two bodies share a tag by chance or on purpose.
const TAG_LENGTH = 22;

/** A strong entity tag: equal bytes have equal tags. */
export function strongEtag(body: string | Buffer): string {
  return `"${hash('sha256', body, 'base64url').slice(0, TAG_LENGTH)}"`;
}

/** The tag of the same body in a coding: other bytes, so another tag (RFC 9110, section 8.8.3.3), that still tells of what. */
export function codingEtag(etag: string, coding: Coding): string {
  return coding === 'identity' ? etag : `${etag.slice(0, -1)}.${coding}"`;
}

const CODED = /\.(?:br|zstd|gzip)"$/;

/** The coding says nothing about the state: who has seen it in one has seen it. Our own tags hold no dot otherwise. */
function withoutCoding(opaque: string): string {
  return opaque.replace(CODED, '"');
}

/**
 * Whether `If-None-Match` names the representation (weak comparison), so that a GET is answered by 304. A header
 * that is not well-formed matches nothing: the client gets the whole answer.
 */
export function ifNoneMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = parseTags(header);
  if (tags === '*') return true;
  const current = parseTag(etag);
  return tags.some((tag) => tag.opaque === current?.opaque);
}

/** Whether `If-Match` names the representation (strong comparison: weak tags never do). */
export function ifMatch(header: string | undefined, etag: string): boolean {
  const tags = parseTags(header);
  if (tags === '*') return true;
  const current = parseTag(etag);
  return current?.weak === false && tags.some((tag) => !tag.weak && tag.opaque === current.opaque);
}

/**
 * Lets an update pass only when the client has seen the present state: 428 without `If-Match`, 412 when it names
 * another state.
 */
export function requireIfMatch(header: string | undefined, etag: string): void {
  if (header === undefined || header.trim() === '') {
    throw new AppError('precondition_required', {
      errors: [headerError('precondition_required', 'send the ETag of the state that you have read')],
    });
  }
  if (ifMatch(header, etag)) return;
  throw new AppError('precondition_failed', {
    errors: [headerError('precondition_failed', 'read the resource again and decide on its present state')],
    headers: { ETag: etag },
  });
}

function headerError(code: string, detail: string): FieldError {
  return { header: 'If-Match', code, detail };
}

function parseTag(etag: string): EntityTag | undefined {
  const tags = parseTags(etag);
  return tags === '*' || tags.length !== 1 ? undefined : tags[0];
}

function parseTags(header: string | undefined): '*' | EntityTag[] {
  const text = header?.trim() ?? '';
  if (text === '*') return '*';
  const tags: EntityTag[] = [];
  let at = skipSeparator(text, 0);
  while (at < text.length) {
    ENTITY_TAG.lastIndex = at;
    const match = ENTITY_TAG.exec(text);
    if (match === null) return [];
    tags.push({ weak: match[1] !== undefined, opaque: withoutCoding(match[2] ?? '') });
    const end = ENTITY_TAG.lastIndex;
    at = skipSeparator(text, end);
    if (at < text.length && !text.slice(end, at).includes(',')) return [];
  }
  return tags;
}

function skipSeparator(text: string, at: number): number {
  SEPARATOR.lastIndex = at;
  SEPARATOR.exec(text);
  return SEPARATOR.lastIndex;
}
