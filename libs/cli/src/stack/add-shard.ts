import { rmSync } from 'node:fs';
import type { ShardMap } from '@tenfold/database';
import { Failure } from '../output/failure.js';
import { step } from '../output/steps.js';
import { requireFreePorts } from '../ports/require-free-port.js';
import { Supervisor } from '../processes/supervisor.js';
import { MOST_SHARDS, replicaOf, serverPort, type ShardName } from './ports.js';
import type { Profile } from './profile.js';
import { openSecrets } from './secrets.js';
import { SERVICES } from './service-names.js';
import { migrate } from './services.js';
import { addressesOf, isShardName, saveShardMap, shardMapFile } from './shard-map.js';
import { ensureReplicas, newestKnownMap, startPrimary } from './stack.js';

export type ShardServers = ShardMap['shards'][string];

/** Adds a shard that owns no buckets yet: with servers of the stack's own, or with some that are there already. */
export async function addShard(
  profile: Profile,
  wanted: string | undefined,
  servers: ShardServers | undefined,
): Promise<string> {
  const secrets = openSecrets(profile);
  const map = await newestKnownMap(profile, secrets);
  if (map === undefined) throw new Failure('There is no shard map yet: ./tenfold up makes it.');
  const name = wanted ?? nextName(map);
  if (map.shards[name] !== undefined) throw new Failure(`There is a shard ${name} already.`, 2);
  if (servers === undefined) await startShard(profile, asLocal(name));
  await migrateOnto(profile, {
    ...map,
    epoch: map.epoch + 1,
    shards: { ...map.shards, [name]: servers ?? addressesOf(profile, asLocal(name)) },
  });
  return name;
}

async function startShard(profile: Profile, shard: ShardName): Promise<void> {
  const secrets = openSecrets(profile);
  const supervisor = new Supervisor(profile.directory);
  const servers = [shard, replicaOf(shard)] as const;
  const missing = servers.filter((server) => supervisor.records.read(server) === undefined);
  await requireFreePorts(missing.map((name) => ({ name, port: serverPort(profile.offset, name) })));
  await startPrimary(profile, secrets, shard, supervisor);
  await step('replica', () => ensureReplicas(profile, [shard], supervisor));
}

/**
 * Migrating with the next map makes the schemas on the new shard and puts the map on record on all of them; the file follows. Killed
 * in between, the next `up` or `shards add` takes the map from the record.
 */
async function migrateOnto(profile: Profile, map: ShardMap): Promise<void> {
  const secrets = openSecrets(profile);
  const draft = `${shardMapFile(profile)}.next`;
  saveShardMap(profile, map, draft);
  try {
    await step('migrate', async () => {
      const outcomes = [];
      for (const service of SERVICES)
        outcomes.push(`${service} ${await migrate(profile, secrets, service, draft)}`);
      return outcomes.join(', ');
    });
    saveShardMap(profile, map);
  } finally {
    rmSync(draft, { force: true });
  }
}

function nextName(map: ShardMap): ShardName {
  for (let number = 1; number <= MOST_SHARDS; number += 1) {
    const name: ShardName = `shard-${number}`;
    if (map.shards[name] === undefined) return name;
  }
  throw new Failure(`The local stack has ports for ${MOST_SHARDS} shards.`);
}

function asLocal(name: string): ShardName {
  if (isShardName(name)) return name;
  throw new Failure(
    `The stack's own shards are called shard-1 to shard-${MOST_SHARDS}; --primary adds servers under any name.`,
    2,
  );
}
