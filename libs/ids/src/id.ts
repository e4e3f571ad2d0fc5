import { randomFillSync } from 'node:crypto';
import { BUCKETS } from './bucket.js';

/** The one written form of an id: a version 7 UUID in lower case, so that equal ids are equal strings. */
export const ID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The last millisecond that 48 bits can hold (in the year 10889). */
export const MAX_ID_TIME = 2 ** 48 - 1;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const BUCKET_HEX = Array.from({ length: BUCKETS }, (_, bucket) => bucket.toString(16).padStart(3, '0'));

const RANDOM_BYTES = 8;
// One call into the kernel's generator costs as much as dozens of ids; 512 ids share one.
const pool = Buffer.allocUnsafe(RANDOM_BYTES * 512);
let poolOffset = pool.length;

let lastMs = Number.NaN;
let lastPrefix = '';

/** A new id: `atMs` (now), the bucket, 62 random bits. Throws RangeError when either does not fit. */
export function newId(bucket: number, atMs: number = Date.now()): string {
  return timePrefix(atMs) + bucketHex(bucket) + randomTail();
}

/** The smallest id of a millisecond: `id >= firstIdOfMs(t)` means "made at t or later". */
export function firstIdOfMs(ms: number): string {
  return `${timePrefix(ms)}000-8000-000000000000`;
}

/** The first id of all times from `ms` on: that of 1970 for what lies before it, when there were no ids. */
export function firstIdSince(ms: number): string {
  return firstIdOfMs(Math.max(0, ms));
}

/** Whether a text is an id as this library writes it. */
export function isId(text: string): boolean {
  return ID_PATTERN.test(text);
}

/** The bucket that an id carries. Throws RangeError when it is no id. */
export function bucketOfId(id: string): number {
  assertId(id);
  return Number.parseInt(id.slice(15, 18), 16);
}

/** When an id was made, in milliseconds since 1970. Throws RangeError when it is no id. */
export function timeOfId(id: string): number {
  assertId(id);
  return Number.parseInt(id.slice(0, 8), 16) * 0x10000 + Number.parseInt(id.slice(9, 13), 16);
}

function assertId(id: string): void {
  if (!ID_PATTERN.test(id)) throw new RangeError('not an id: expected a version 7 UUID in lower case');
}

/** `tttttttt-tttt-7`; remembered, since under load many ids share a millisecond. */
function timePrefix(ms: number): string {
  if (ms === lastMs) return lastPrefix;
  if (!Number.isInteger(ms) || ms < 0 || ms > MAX_ID_TIME) {
    throw new RangeError(`the time of an id must be whole milliseconds from 0 to ${MAX_ID_TIME}, got ${ms}`);
  }
  const hex = ms.toString(16).padStart(12, '0');
  lastPrefix = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
  lastMs = ms;
  return lastPrefix;
}

function bucketHex(bucket: number): string {
  const hex = BUCKET_HEX[bucket];
  if (hex === undefined) throw new RangeError(`a bucket must be from 0 to ${BUCKETS - 1}, got ${bucket}`);
  return hex;
}

function randomTail(): string {
  if (poolOffset === pool.length) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  const o = poolOffset;
  poolOffset += RANDOM_BYTES;
  const variant = 0x80 | (byteAt(o) & 0x3f);
  return (
    `-${HEX[variant]}${HEX[byteAt(o + 1)]}-${HEX[byteAt(o + 2)]}${HEX[byteAt(o + 3)]}${HEX[byteAt(o + 4)]}` +
    `${HEX[byteAt(o + 5)]}${HEX[byteAt(o + 6)]}${HEX[byteAt(o + 7)]}`
  );
}

function byteAt(offset: number): number {
  return pool[offset] ?? 0;
}
