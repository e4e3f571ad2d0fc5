import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Cache } from '@tenfold/cache';
import { Shards } from '@tenfold/database';
import { TokenVerifier } from '@tenfold/identity';
import { Messaging, NatsInvalidationBus } from '@tenfold/messaging';
import { Metrics } from '@tenfold/observability';
import { Strategies } from '@tenfold/strategies';
import { Admission } from '../admission.js';
import { AnswerLane } from '../answer-lane.js';
import { addCache } from './cache-metrics.js';
import { addShards } from './database-metrics.js';
import { addFront } from './front-metrics.js';
import { Shed } from './shed.js';

/** Lets `Metrics` read what the parts of every service keep of themselves. */
export function wireMetrics(app: NestFastifyApplication): void {
  const metrics = app.get(Metrics);
  const cache = app.get(Cache);
  addShards(metrics, app.get(Shards));
  addCache(metrics, cache, app.get(NatsInvalidationBus));
  addFront(metrics, {
    cache,
    lane: app.get(AnswerLane),
    admission: app.get(Admission),
    shed: app.get(Shed),
    strategies: app.get(Strategies),
    verifier: app.get(TokenVerifier),
    messaging: app.get(Messaging),
  });
}
