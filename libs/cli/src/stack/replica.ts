import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { findPostgres } from '../binaries/postgres-binaries.js';
import { choosePostgresUser, type PostgresUser } from '../binaries/postgres-user.js';
import { Failure } from '../output/failure.js';
import type { Outcome, ProcessSpec, Supervisor } from '../processes/supervisor.js';
import { copyCluster } from './base-backup.js';
import { postgresSpec } from './postgres.js';
import { replicaOf, serverPort, type ShardName } from './ports.js';
import type { Profile } from './profile.js';
import {
  dropSlot,
  ensureReplicator,
  ensureSlot,
  follows,
  REPLICATOR,
  slotHoldsWal,
} from './replication-slot.js';
import type { Secrets } from './secrets.js';
import { withServer } from './server-connection.js';
import { addressesOf, dataDirectory } from './shard-map.js';

const FOLLOWS_MS = 10_000;
const POLL_MS = 50;

interface Pair {
  readonly profile: Profile;
  readonly secrets: Secrets;
  readonly shard: ShardName;
  readonly user: PostgresUser;
  readonly supervisor: Supervisor;
  /** To the primary. */
  readonly client: pg.Client;
}

/** Sees to it that the shard's replica runs and follows its primary; one that cannot any more is made again. */
export async function ensureReplica(
  profile: Profile,
  secrets: Secrets,
  shard: ShardName,
  supervisor: Supervisor,
): Promise<Outcome | 'made'> {
  const user = await choosePostgresUser(findPostgres(profile.packages).postgres);
  return withServer(addressesOf(profile, shard).primary, secrets, async (client) => {
    const pair: Pair = { profile, secrets, shard, user, supervisor, client };
    await ensureReplicator(client, secrets.replicationPassword);
    if (await isUsable(pair)) {
      const outcome = await start(pair).catch((error: unknown) => {
        if (error instanceof Failure) return undefined;
        throw error;
      });
      if (outcome !== undefined) return outcome;
    }
    await make(pair);
    await start(pair);
    return 'made';
  });
}

/** A copy of this very primary, whose next WAL the primary still has. */
async function isUsable({ profile, shard, client }: Pair): Promise<boolean> {
  const data = dataDirectory(profile, replicaOf(shard));
  if (!existsSync(join(data, 'standby.signal'))) return false;
  const { rows } = await client.query<{ id: string }>(
    'SELECT system_identifier::text AS id FROM pg_control_system()',
  );
  return rows[0]?.id === systemIdentifierOf(data) && (await slotHoldsWal(client, slotOf(shard)));
}

/** Builds the copy under another name and renames it when it is complete: a killed start leaves nothing half made. */
async function make({ profile, shard, user, supervisor, client }: Pair): Promise<void> {
  const name = replicaOf(shard);
  const data = dataDirectory(profile, name);
  const record = supervisor.records.read(name);
  if (record !== undefined) await supervisor.stop(record);
  const draft = `${data}.new`;
  for (const folder of [data, draft]) rmSync(folder, { recursive: true, force: true });
  await dropSlot(client, slotOf(shard));
  await ensureSlot(client, slotOf(shard));
  await copyCluster(client, dataDirectory(profile, shard), draft, user.account);
  renameSync(draft, data);
}

async function start(pair: Pair): Promise<Outcome> {
  const { profile, shard, supervisor, client } = pair;
  const outcome = await supervisor.ensure(replicaSpec(pair));
  const deadline = performance.now() + FOLLOWS_MS;
  while (!(await follows(client, slotOf(shard)))) {
    if (performance.now() > deadline)
      throw new Failure(
        `${replicaOf(shard)} runs, but does not follow ${shard}: see ${supervisor.logOf(replicaOf(shard))} in ${profile.directory}.`,
      );
    await delay(POLL_MS);
  }
  return outcome;
}

function replicaSpec({ profile, secrets, shard, user }: Pair): ProcessSpec {
  const name = replicaOf(shard);
  const passwordFile = join(dataDirectory(profile, name), 'replication.pgpass');
  writeFileSync(passwordFile, `*:*:*:${REPLICATOR}:${secrets.replicationPassword}\n`, { mode: 0o600 });
  if (user.account !== undefined) chownSync(passwordFile, user.account.uid, user.account.gid);
  const connection = {
    host: '127.0.0.1',
    port: String(serverPort(profile.offset, shard)),
    user: REPLICATOR,
    passfile: passwordFile,
    application_name: name,
  };
  return postgresSpec(profile, user, {
    name,
    tier: 1,
    settings: {
      hot_standby: 'on',
      // Tells the primary what is still read here; else its vacuum would cancel reads of the replica.
      hot_standby_feedback: 'on',
      primary_slot_name: slotOf(shard),
      primary_conninfo: Object.entries(connection)
        .map(([key, value]) => `${key}='${value.replaceAll(/['\\]/g, '\\$&')}'`)
        .join(' '),
      // The primary hears once a second how far its replica is.
      wal_receiver_status_interval: '1s',
    },
  });
}

function slotOf(shard: ShardName): string {
  return replicaOf(shard).replaceAll('-', '_');
}

/** The first eight bytes of pg_control, the same in a primary and its copies. */
function systemIdentifierOf(data: string): string | undefined {
  try {
    return readFileSync(join(data, 'global', 'pg_control'))
      .readBigUInt64LE(0)
      .toString();
  } catch {
    return undefined;
  }
}
