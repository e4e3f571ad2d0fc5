import { duration, integer, type Env } from '@tenfold/config';
import type { ConnectionPlan } from './connection-budget.js';

/** What the service and its migration must be told alike: the one promises, the other has the server hold it to that. */
export const budgetEnvShape = {
  DATABASE_POOL_SIZE: integer('Connections of one process to each server, and one more that watches', {
    default: '4',
    min: 1,
    max: 100,
  }),
  DATABASE_PROCESSES: integer(
    'Processes of this service that may run at once: replicas x workers, and those that a roll-out adds',
    { default: '2', min: 1, max: 10_000 },
  ),
  DATABASE_POOLER_CONNECTIONS: integer(
    'Where the shard map names a pooler: connections it may open to each server for this service. Else as without one',
    { min: 2, max: 10_000 },
  ).optional(),
  DATABASE_STATEMENT_TIMEOUT: duration('Longest statement', { default: '5s', max: '30s' }),
};

/** The plan that the environment states. */
export function connectionPlan(env: Env<typeof budgetEnvShape>): ConnectionPlan {
  return {
    processes: env.DATABASE_PROCESSES,
    poolSize: env.DATABASE_POOL_SIZE,
    poolerConnections: env.DATABASE_POOLER_CONNECTIONS,
  };
}
