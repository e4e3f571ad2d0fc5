import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { watchAddress } from './pooler.js';
import type { ShardEndpoint, ShardMap } from './shard-map.js';

const PATIENCE_MS = 2_000;
const PAUSE_MS = 500;
/** No such role, a password that it does not have yet, no such database: what a migration is about to make. */
const NOT_MADE_YET = /^(28...|3D000)$/;
/** The role has used up its connections, so it was made long ago. Who has declared too few processes is told by the budget. */
const OVER_LIMIT = '53300';
/** How long nobody at all may answer: then the process starts as one does during an outage, with what caches have. */
const SILENCE_MS = 30_000;

interface Login {
  readonly user: string;
  readonly password: string;
}

/**
 * Waits until the service's schema has been made: a first installation starts the processes beside the migrations. A schema that is
 * older than the process is one that it must run on, so nothing else is asked. A shard that is away is passed over; all of them after a while.
 * @param report called once, when there is something to wait for
 * @param silenceMs how long to wait while no shard answers
 */
export async function schemaMade(
  map: ShardMap,
  login: Login,
  report: () => void,
  silenceMs = SILENCE_MS,
): Promise<void> {
  const primaries = Object.values(map.shards).map(({ primary }) => primary);
  const silentUntil = performance.now() + silenceMs;
  for (let asked = 0; ; asked += 1) {
    const answers = await Promise.all(primaries.map((primary) => hasSchema(primary, login)));
    const heard = answers.includes(true) || performance.now() >= silentUntil;
    if (heard && !answers.includes(false)) return;
    if (asked === 0) report();
    await delay(PAUSE_MS);
  }
}

/** @returns undefined when nobody answers */
async function hasSchema(primary: ShardEndpoint, login: Login): Promise<boolean | undefined> {
  const client = new pg.Client({
    ...watchAddress(primary),
    ...login,
    application_name: `${login.user} start`,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    // The role's search path names its schema alone, and passes over one that it may not use: a migration's last act is to let it.
    const { rows } = await client.query<{ schema: string | null }>('SELECT current_schema() AS schema');
    const schema = rows[0]?.schema ?? 'public';
    return schema !== 'public';
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (code === OVER_LIMIT) return true;
    return NOT_MADE_YET.test(code) ? false : undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
