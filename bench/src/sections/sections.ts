import { idle } from './idle.js';
import { latency } from './latency.js';
import { mixApi4, mixCrud, mixProductionStack } from './mixes.js';
import { nats } from './nats.js';
import { header, page } from './orders.js';
import { place, placeCpu, placeSql } from './place.js';
import { cached, route } from './questions.js';
import { redis } from './redis.js';
import type { Section } from './section.js';

/** In this order: what rests comes while nothing has been written yet, what writes comes last. */
export const SECTIONS: readonly Section[] = [
  cached,
  route,
  latency,
  header,
  page,
  nats,
  redis,
  idle,
  mixProductionStack,
  mixApi4,
  mixCrud,
  place,
  placeSql,
  placeCpu,
];
