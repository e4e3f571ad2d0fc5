import { fewestMonthsAhead } from '@tenfold/database';
import type pg from 'pg';
import { DATABASE_CONNECTIONS } from './environment.js';
import type { PortName } from './ports.js';
import type { Profile } from './profile.js';
import { openSecrets, type Secrets } from './secrets.js';
import { withServer } from './server-connection.js';
import { SERVICES, underscored } from './service-names.js';
import { DATABASE, readShardMap, replicaOf, SHARDS, type ShardName } from './shard-map.js';

export interface ReplicaStatus {
  readonly name: PortName;
  readonly state: 'streaming' | 'disconnected' | 'dead';
  /** How much WAL of the primary it has not replayed yet. */
  readonly lagBytes: number | null;
  /** How long ago the last transaction it shows was committed; 0 when it shows all there are. */
  readonly lagMs: number | null;
}

export interface PoolUse {
  readonly role: string;
  readonly connections: number;
  readonly budget: number;
}

export interface ShardStatus {
  readonly name: ShardName;
  readonly buckets: readonly string[];
  readonly primary: 'serving' | 'dead';
  /** Months after this one of the partitioned table that has the fewest: at zero, rows will soon be refused. */
  readonly monthsAhead: number | null;
  readonly replica: ReplicaStatus;
  /** Connections of each service to this server. */
  readonly pools: Readonly<Partial<Record<PortName, readonly PoolUse[]>>>;
}

/** What the servers themselves say; one that does not answer is dead, and no reason to say nothing about the others. */
export async function shardStatuses(profile: Profile): Promise<ShardStatus[]> {
  const secrets = openSecrets(profile);
  return Promise.all(SHARDS.map((shard) => statusOf(profile, secrets, shard)));
}

async function statusOf(profile: Profile, secrets: Secrets, shard: ShardName): Promise<ShardStatus> {
  const name = replicaOf(shard);
  const ask = <T>(server: PortName, work: (client: pg.Client) => Promise<T>): Promise<T | undefined> =>
    withServer(profile, secrets, server, work).catch(() => undefined);
  // The primary first: what the replica has replayed since can only make it look younger than it is by this one moment.
  const primary = await ask(shard, readPrimary);
  const replica = await ask(name, (client) => readReplica(client, primary?.position));
  const schemas = SERVICES.map(underscored);
  const monthsAhead = await withServer(
    profile,
    secrets,
    shard,
    (client) => fewestMonthsAhead(client, schemas),
    DATABASE,
  ).catch(() => undefined);
  const pools = Object.entries({ [shard]: primary?.pools, [name]: replica?.pools });
  return {
    name: shard,
    buckets: rangesOf(profile, shard),
    primary: primary === undefined ? 'dead' : 'serving',
    monthsAhead: monthsAhead ?? null,
    replica: {
      name,
      state: replica === undefined ? 'dead' : replica.streaming ? 'streaming' : 'disconnected',
      lagBytes: replica?.lagBytes ?? null,
      lagMs: replica?.lagMs ?? null,
    },
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
  const { rows } = await client.query<{ role: string; connections: number }>(
    `SELECT role, count(pid)::int AS connections
       FROM unnest($1::text[]) AS role LEFT JOIN pg_stat_activity ON usename = role GROUP BY role`,
    [roles],
  );
  return rows
    .map((row) => ({ ...row, budget: DATABASE_CONNECTIONS }))
    .sort((a, b) => (a.role < b.role ? -1 : 1));
}

function rangesOf(profile: Profile, shard: ShardName): string[] {
  const ranges = readShardMap(profile)?.ranges ?? [];
  return ranges.filter((range) => range.shard === shard).map(({ from, to }) => `${from}-${to}`);
}
