import { periodic } from '@tenfold/bootstrap';
import { IdempotencyRepository } from './idempotency.repository.js';

/** We promise to know a key for a day; two leave room for clocks and for clients that come back after a weekend day. */
const KEPT_MS = 48 * 60 * 60 * 1_000;
/** Rows of one round on one shard, so that no statement runs long; what is left is taken by the next round. */
const BATCH = 5_000;

export const keySweep = periodic({
  name: 'sweep of old keys',
  everyMs: 10 * 60 * 1_000,
  inject: IdempotencyRepository,
  run: (keys) => keys.sweep(new Date(Date.now() - KEPT_MS).toISOString(), BATCH),
});
