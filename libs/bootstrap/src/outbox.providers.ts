import type { FactoryProvider } from '@nestjs/common';
import { Shards } from '@tenfold/database';
import { Outbox, OutboxRelay, type EventsTogether } from '@tenfold/delivery';
import { Messaging } from '@tenfold/messaging';
import type { Logger } from '@tenfold/observability';
import { LOGGER } from './injected.js';
import { outboxMetrics } from './metrics/outbox-metrics.js';
import { periodic } from './periodic.js';

/** Longer than an event that fails for a passing reason takes through all its tries. */
const RESEND_AFTER_MS = 5 * 60 * 1_000;
/** How long `republish` can bring back what nobody confirms; streams keep a week. */
const KEPT_MS = 3 * 24 * 60 * 60 * 1_000;
/** Rows of one round on one shard, so that no statement runs long; what is left is taken by the next round. */
const BATCH = 2_000;

/**
 * What carries a schema's outbox to JetStream, and looks after the rows that it keeps, for as long as the application lives.
 * @param together by subject, which events go in one message when there are several
 */
export function outbox(schema: string, together?: ReadonlyMap<string, EventsTogether>): FactoryProvider[] {
  return [
    {
      provide: OutboxRelay,
      inject: [Shards, Messaging, LOGGER],
      useFactory: (shards: Shards, messaging: Messaging, log: Logger) =>
        new OutboxRelay(schema, shards, messaging, log, together),
    },
    { provide: Outbox, inject: [Shards], useFactory: (shards: Shards) => new Outbox(schema, shards) },
    periodic({
      name: `sending again of what ${schema} has no confirmation of`,
      everyMs: 60 * 1_000,
      everyMsAtRest: RESEND_AFTER_MS,
      inject: Outbox,
      run: async (rows) => void (await rows.resend(RESEND_AFTER_MS, BATCH)),
    }),
    periodic({
      name: `sweep of the outbox of ${schema}`,
      everyMs: 5 * 60 * 1_000,
      inject: Outbox,
      run: async (rows) => void (await rows.sweep(new Date(Date.now() - KEPT_MS).toISOString(), BATCH)),
    }),
    ...outboxMetrics(),
  ];
}
