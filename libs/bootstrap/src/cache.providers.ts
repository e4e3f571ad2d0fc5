import type { FactoryProvider } from '@nestjs/common';
import { Cache, MONOTONIC, RedisStore, type CacheClock } from '@tenfold/cache';
import { Messaging, NatsInvalidationBus } from '@tenfold/messaging';
import { requestContext, type Logger } from '@tenfold/observability';
import { Strategies } from '@tenfold/strategies';
import { reportRead } from './context-reads.js';
import type { ServiceEnv } from './service-env.js';

/** The cache over Redis and NATS, tied to the request that it works for. */
export function cacheProviders(
  name: string,
  env: ServiceEnv,
  logger: Logger,
  clock: CacheClock = MONOTONIC,
): FactoryProvider[] {
  return [
    {
      provide: RedisStore,
      useFactory: () => new RedisStore({ url: env.REDIS_URL, logger, prefix: `${name}:` }),
    },
    {
      provide: NatsInvalidationBus,
      inject: [Messaging],
      useFactory: (messaging: Messaging) => new NatsInvalidationBus(messaging, logger),
    },
    {
      provide: Cache,
      inject: [RedisStore, NatsInvalidationBus, Strategies],
      useFactory: (store: RedisStore, bus: NatsInvalidationBus, strategies: Strategies) =>
        new Cache({ store, bus, strategies, clock, l1Bytes: env.CACHE_MEMORY, hooks: HOOKS }),
    },
  ];
}

const HOOKS = {
  onRead: reportRead,
  readsPast: () => requestContext.get()?.consistency?.readsPastCaches ?? false,
  onChange: () => requestContext.get()?.consistency?.changedCached(),
};
