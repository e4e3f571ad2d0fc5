import type { FactoryProvider } from '@nestjs/common';
import { Shards } from '@tenfold/database';
import { Messaging, OutboxRelay } from '@tenfold/messaging';
import type { Logger } from '@tenfold/observability';
import { LOGGER } from './core.module.js';

/** Provider of the relay that carries a schema's outbox to JetStream for as long as the application lives. */
export const outboxRelay = (schema: string): FactoryProvider<OutboxRelay> => ({
  provide: OutboxRelay,
  inject: [Shards, Messaging, LOGGER],
  useFactory: (shards: Shards, messaging: Messaging, log: Logger) =>
    new OutboxRelay(schema, shards, messaging, log),
});
