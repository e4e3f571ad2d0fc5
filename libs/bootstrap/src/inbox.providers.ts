import type { FactoryProvider } from '@nestjs/common';
import { Shards } from '@tenfold/database';
import { Inbox } from '@tenfold/delivery';
import { periodic } from './periodic.js';

/** A dead letter waits a month for somebody to send it again; after that no message can come a second time. */
const KEPT_MS = 35 * 24 * 60 * 60 * 1_000;
/** Rows of one round on one shard, so that no statement runs long; what is left is taken by the next round. */
const BATCH = 20_000;

/** A schema's inbox, and the sweep of what is in it for longer than any message can still come. */
export function inbox(schema: string): FactoryProvider[] {
  return [
    { provide: Inbox, inject: [Shards], useFactory: (shards: Shards) => new Inbox(schema, shards) },
    periodic({
      name: `sweep of the inbox of ${schema}`,
      everyMs: 10 * 60 * 1_000,
      inject: Inbox,
      run: async (rows) => void (await rows.sweep(new Date(Date.now() - KEPT_MS).toISOString(), BATCH)),
    }),
  ];
}
