import { fewestMonthsAhead, ownRanges, type BucketRange, type ShardEndpoint } from '@tenfold/database';
import type pg from 'pg';
import type { Profile } from './profile.js';
import { openSecrets, type Secrets } from './secrets.js';
import { withServer } from './server-connection.js';
import { SERVICES, underscored } from './service-names.js';
import { DATABASE, readShardMap } from './shard-map.js';

export interface ReplicaStatus {
  readonly name: string;
  readonly state: 'streaming' | 'disconnected' | 'dead';
  /** How much WAL of the primary it has not replayed yet. */
  readonly lagBytes: number | null;
  /** How long ago the last transaction it shows was committed; 0 when it shows all there are. */
  readonly lagMs: number | null;
}

export interface PoolUse {
  readonly role: string;
  readonly connections: number;
  /** What the server lets the role have; null when it holds it to nothing. */
  readonly budget: number | null;
}

export interface ShardStatus {
  readonly name: string;
  readonly buckets: readonly string[];
  readonly primary: 'serving' | 'dead';
  /** Months after this one of the partitioned table that has the fewest: at zero, rows will soon be refused. */
  readonly monthsAhead: number | null;
  /** As many as the map names. */
  readonly replicas: readonly ReplicaStatus[];
  /** Connections of each service to this server. */
  readonly pools: Readonly<Record<string, readonly PoolUse[]>>;
}

/** What the servers themselves say; one that does not answer is dead, and no reason to say nothing about the others. */
export async function shardStatuses(profile: Profile): Promise<ShardStatus[]> {
  const secrets = openSecrets(profile);
  const map = readShardMap(profile);
  const shards = Object.entries(map?.shards ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return Promise.all(
    shards.map(([name, { primary, replicas = [] }]) =>
      statusOf(secrets, { name, primary, replicas, buckets: map === undefined ? [] : ownRanges(map, name) }),
    ),
  );
}

interface ShardAtPlaces {
  readonly name: string;
  readonly primary: ShardEndpoint;
  readonly replicas: readonly ShardEndpoint[];
  readonly buckets: readonly BucketRange[];
}

async function statusOf(secrets: Secrets, shard: ShardAtPlaces): Promise<ShardStatus> {
  const { name, buckets } = shard;
  const ask = <T>(server: ShardEndpoint, work: (client: pg.Client) => Promise<T>): Promise<T | undefined> =>
    withServer(server, secrets, work).catch(() => undefined);
  // The primary first: what a replica has replayed since can only make it look younger than it is by this one moment.
  const primary = await ask(shard.primary, readPrimary);
  const replicas = await Promise.all(
    shard.replicas.map(async (server, index) => {
      const number = index === 0 ? '' : `-${index + 1}`;
      return {
        name: `${name}-replica${number}`,
        reading: await ask(server, (client) => readReplica(client, primary?.position)),
      };
    }),
  );
  const monthsAhead = await withServer(
    shard.primary,
    secrets,
    (client) => fewestMonthsAhead(client, SERVICES.map(underscored)),
    DATABASE,
  ).catch(() => undefined);
  const pools = [[name, primary?.pools], ...replicas.map((one) => [one.name, one.reading?.pools])] as const;
  return {
    name,
    buckets: buckets.map(({ from, to }) => `${from}-${to}`),
    primary: primary === undefined ? 'dead' : 'serving',
    monthsAhead: monthsAhead ?? null,
    replicas: replicas.map((one) => ({
      name: one.name,
      state: one.reading === undefined ? 'dead' : one.reading.streaming ? 'streaming' : 'disconnected',
      lagBytes: one.reading?.lagBytes ?? null,
      lagMs: one.reading?.lagMs ?? null,
    })),
    pools: Object.fromEntries(pools.filter(([, use]) => use !== undefined)),
  };
}

async function readPrimary(client: pg.Client): Promise<{ position: string; pools: PoolUse[] }> {
  const { rows } = await client.query<{ position: string }>(
    'SELECT pg_current_wal_flush_lsn()::text AS position',
  );
  return { position: rows[0]?.position ?? '0/0', pools: await readPools(client) };
}

interface ReplicaReading {
  readonly streaming: boolean;
  readonly lagBytes: number | null;
  readonly lagMs: number | null;
  readonly pools: PoolUse[];
}

async function readReplica(client: pg.Client, position: string | undefined): Promise<ReplicaReading> {
  const { rows } = await client.query<Omit<ReplicaReading, 'pools'>>(
    `SELECT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming') AS streaming, lag::float8 AS "lagBytes",
            CASE WHEN lag = 0 THEN 0
                 ELSE round(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::float8 END AS "lagMs"
       FROM (SELECT greatest(pg_wal_lsn_diff($1::pg_lsn, pg_last_wal_replay_lsn()), 0) AS lag) behind`,
    [position ?? null],
  );
  const [reading] = rows;
  const unknown = { streaming: false, lagBytes: null, lagMs: null };
  return { ...(reading ?? unknown), pools: await readPools(client) };
}

async function readPools(client: pg.Client): Promise<PoolUse[]> {
  const roles = SERVICES.map(underscored);
  const { rows } = await client.query<PoolUse>(
    `SELECT role, count(pid)::int AS connections, nullif(max(rolconnlimit), -1) AS budget
       FROM unnest($1::text[]) AS role LEFT JOIN pg_roles ON rolname = role LEFT JOIN pg_stat_activity ON usename = role
      GROUP BY role ORDER BY role`,
    [roles],
  );
  return rows;
}
