import { keyInUse, keyReused } from './idempotency.errors.js';
import { noteReplay } from './note-replay.js';

/** What is kept of a request. */
export interface KeptKey {
  readonly bodyHash: string;
  readonly runningUntil: string;
  readonly status: number | null;
  readonly etag: string | null;
  readonly response: string | null;
}

export interface KeptAnswer {
  readonly status: number;
  readonly etag: string;
  /** The bytes that were sent, never built anew: what the effect looks like by now is another matter. */
  readonly response: string;
}

/**
 * What a repeat of a known key gets.
 * @returns the answer; undefined when whoever had the key did not live to answer, so that the repeat may finish his request
 * @throws AppError `idempotency_key_reused` for another body, at all times; `idempotency_key_in_use` while the first one runs
 */
export function judgeKey(row: KeptKey, bodyHash: string, nowMs: number): KeptAnswer | undefined {
  if (row.bodyHash !== bodyHash) throw keyReused();
  const { status, etag, response } = row;
  if (status !== null && etag !== null && response !== null) {
    noteReplay();
    return { status, etag, response };
  }
  if (nowMs < Date.parse(row.runningUntil)) throw keyInUse();
  return undefined;
}
