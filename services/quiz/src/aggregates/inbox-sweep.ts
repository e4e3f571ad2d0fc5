import { periodic } from '@tenfold/bootstrap';
import { Inbox } from '@tenfold/delivery';

/** A dead letter waits a month for somebody to send it again; after that no message can come a second time. */
const KEPT_MS = 35 * 24 * 60 * 60 * 1_000;
/** Rows of one round on one shard, so that no statement runs long; what is left is taken by the next round. */
const BATCH = 20_000;

export const inboxSweep = periodic({
  name: 'sweep of attempts that were counted',
  everyMs: 10 * 60 * 1_000,
  inject: Inbox,
  run: async (inbox) => void (await inbox.sweep(new Date(Date.now() - KEPT_MS).toISOString(), BATCH)),
});
