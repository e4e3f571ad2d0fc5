import { cut } from './cut.js';
import { kill } from './kill.js';
import { lag } from './lag.js';
import { move } from './move.js';
import { redis } from './redis.js';
import type { Scenario } from './scenario.js';
import { shardDown } from './shard-down.js';

/** By the name that the command line knows them by. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  kill,
  cut,
  'shard-down': shardDown,
  lag,
  move,
  redis,
};
