/** What a store holds under a key: a value, the news that there is none, or only that older versions are over. */
export interface Entry {
  readonly version: number;
  readonly kind: 'value' | 'absent' | 'tombstone';
  /** Somebody has begun to change it and nobody knows yet whether he has: it serves only those who cannot load. */
  readonly suspect: boolean;
  /** What the last load took: the dearer, the earlier it is refreshed. */
  readonly fillMs: number;
  /** Of the body; empty where there is none. */
  readonly etag: string;
  readonly body: Buffer;
}

/** An entry as it was found, and how long it will still be there by the clock of the store. */
export interface Found extends Entry {
  readonly leftMs: number;
}

const KINDS = { V: 'value', A: 'absent', T: 'tombstone' } as const;
const EMPTY = Buffer.alloc(0);

/** Zero-padded, so that the order of texts is the order of numbers; Number.MAX_SAFE_INTEGER has 16 digits. */
export const VERSION_DIGITS = 16;
/** Index of the character that says whether an entry is suspect. */
export const TRUST_AT = VERSION_DIGITS + 1;
export const SUSPECT = '?';
const TRUSTED = '.';
const COST_DIGITS = 8;
const ETAG_LENGTH = 24;
const HEADER_LENGTH = TRUST_AT + 1 + COST_DIGITS + ETAG_LENGTH;
const HEADER = /^\d{16}[VAT][.?]\d{8}("[\w-]{22}"| {24})$/;

export const versionDigits = (version: number): string => String(version).padStart(VERSION_DIGITS, '0');

/** One string an entry: a header of fixed length (version, kind, trust, cost of the fill, ETag), then the body as it is. */
export function encodeEntry({ version, kind, suspect, fillMs, etag, body }: Entry): Buffer {
  const cost = Math.min(10 ** COST_DIGITS - 1, Math.max(0, Math.round(fillMs)));
  const letter = kind[0]?.toUpperCase();
  const trust = suspect ? SUSPECT : TRUSTED;
  const header = `${versionDigits(version)}${letter}${trust}${String(cost).padStart(COST_DIGITS, '0')}${etag.padEnd(ETAG_LENGTH)}`;
  return Buffer.concat([Buffer.from(header, 'latin1'), body]);
}

/** @returns undefined for bytes that `encodeEntry` has not written */
export function decodeEntry(bytes: Buffer): Entry | undefined {
  const header = bytes.toString('latin1', 0, HEADER_LENGTH);
  if (!HEADER.test(header)) return undefined;
  const costAt = TRUST_AT + 1;
  return {
    version: Number(header.slice(0, VERSION_DIGITS)),
    kind: KINDS[header[VERSION_DIGITS] as keyof typeof KINDS],
    suspect: header[TRUST_AT] === SUSPECT,
    fillMs: Number(header.slice(costAt, costAt + COST_DIGITS)),
    etag: header.slice(costAt + COST_DIGITS).trimEnd(),
    body: bytes.subarray(HEADER_LENGTH),
  };
}

export function tombstoneOf(version: number): Entry {
  return { version, kind: 'tombstone', suspect: false, fillMs: 0, etag: '', body: EMPTY };
}

export { EMPTY as EMPTY_BODY };
