import { newestMap, type ShardMap } from '@tenfold/database';
import { DevelopmentIssuer } from '@tenfold/identity';
import { findNats } from '../binaries/nats-binary.js';
import { findRedis } from '../binaries/redis-binary.js';
import { step } from '../output/steps.js';
import { Supervisor, type Outcome, type ProcessSpec } from '../processes/supervisor.js';
import { issuerDirectory } from './environment.js';
import { requireFreeStackPorts } from './free-ports.js';
import { natsSpec, syncsEachWrite } from './nats.js';
import { openPostgres } from './postgres.js';
import { prometheusPort, replicaOf, serverPort, type ShardName } from './ports.js';
import { ensurePoolers, stopPoolers } from './pooler.js';
import type { Profile } from './profile.js';
import { ensurePrometheus, stopPrometheus } from './prometheus.js';
import { localRules } from './prometheus-rules.js';
import { redisSpec } from './redis.js';
import { ensureReplica } from './replica.js';
import { openSecrets, type Secrets } from './secrets.js';
import { withServer } from './server-connection.js';
import { SERVICES } from './service-names.js';
import { gatewaySpec, migrate, serviceSpec } from './services.js';
import { addressesOf, DATABASE, localShards, readShardMap, writeShardMap } from './shard-map.js';
import { stopStrays } from './stop-stack.js';

/** Brings the whole stack up from whatever is there, and prints each step as it happens. */
export async function startStack(profile: Profile): Promise<void> {
  await startStores(profile);
  await startPrograms(profile);
}

/** Postgres, Redis and NATS, with the schemas migrated. */
export async function startStores(profile: Profile): Promise<void> {
  const supervisor = new Supervisor(profile.directory);
  await requireFreeStackPorts(profile);
  await stopStrays(profile);
  const secrets = openSecrets(profile);

  await step('keys', async () => {
    await DevelopmentIssuer.open(issuerDirectory(profile));
    if (readShardMap(profile) === undefined) writeShardMap(profile);
    return 'passwords, signing key, shard map';
  });
  const shards = localShards(profile);
  for (const shard of shards) await startPrimary(profile, secrets, shard, supervisor);
  writeShardMap(profile, await newestKnownMap(profile, secrets));
  const replicas = ensureReplicas(profile, shards, supervisor);
  await step('redis', async () => {
    const binary = await findRedis(profile.packages);
    return describe(redisSpec(profile, binary), supervisor, nameOf(binary));
  });
  await step('nats', async () => {
    const binary = await findNats(profile.packages);
    const caveat = syncsEachWrite(binary)
      ? 'each write synced'
      : 'too old for sync_interval: writes are synced every 2 min';
    return describe(natsSpec(profile, binary), supervisor, `${nameOf(binary)}, ${caveat}`);
  });
  await migrateAll(profile);
  await step('replicas', () => replicas);
  await startPoolers(profile);
}

/** Services that find no pooler in their shard map must not find one running either, or it holds connections for nobody. */
export async function startPoolers(profile: Profile): Promise<void> {
  const supervisor = new Supervisor(profile.directory);
  if (profile.pooled) await step('poolers', () => ensurePoolers(profile, openSecrets(profile), supervisor));
  else await stopPoolers(supervisor);
}

/** Creates and starts the primary of a shard, with its step in the output. */
export function startPrimary(
  profile: Profile,
  secrets: Secrets,
  shard: ShardName,
  supervisor: Supervisor,
): Promise<void> {
  return step(shard, async () =>
    describe(await openPostgres(profile, secrets, shard), supervisor, 'Postgres 18'),
  );
}

/** Of the file and of what the shards have on record: a move that was killed may have written one and not the other. */
export async function newestKnownMap(profile: Profile, secrets: Secrets): Promise<ShardMap | undefined> {
  const recorded = localShards(profile).map((shard) =>
    withServer(addressesOf(profile, shard).primary, secrets, newestMap, DATABASE),
  );
  const maps = [readShardMap(profile), ...(await Promise.all(recorded))];
  return maps.reduce((best, map) => ((map?.epoch ?? 0) > (best?.epoch ?? 0) ? map : best));
}

/** Copying needs the primaries only, so it goes on while Redis and NATS are found and started. */
export function ensureReplicas(
  profile: Profile,
  shards: readonly ShardName[],
  supervisor: Supervisor,
): Promise<string> {
  const secrets = openSecrets(profile);
  const outcomes = shards.map(async (shard) => {
    const outcome = await ensureReplica(profile, secrets, shard, supervisor);
    return `${replicaOf(shard)} ${outcome}, port ${serverPort(profile.offset, replicaOf(shard))}`;
  });
  const all = Promise.all(outcomes).then((lines) => lines.join('; '));
  // Whoever waits for it gets the error; until then an earlier step may fail, and end this program with its own.
  all.catch(() => undefined);
  return all;
}

export async function migrateAll(profile: Profile): Promise<void> {
  const secrets = openSecrets(profile);
  await step('migrate', async () => {
    const outcomes = [];
    for (const service of SERVICES) outcomes.push(`${service} ${await migrate(profile, secrets, service)}`);
    return outcomes.join(', ');
  });
}

/** The services and the gateway: what is built here, and what `dev` restarts. */
export async function startPrograms(profile: Profile): Promise<void> {
  const supervisor = new Supervisor(profile.directory);
  const secrets = openSecrets(profile);
  await step('services', async () => {
    const outcomes = await Promise.all(
      SERVICES.map(async (name) => `${name} ${await supervisor.ensure(serviceSpec(profile, secrets, name))}`),
    );
    return outcomes.join(', ');
  });
  await step('gateway', async () => describe(gatewaySpec(profile), supervisor));
}

/** Without --observe, one that an earlier start has added is taken away again. */
export async function startPrometheus(profile: Profile, observed: boolean): Promise<void> {
  const supervisor = new Supervisor(profile.directory);
  if (!observed) return await stopPrometheus(supervisor);
  await step('prometheus', async () => {
    const rules = await localRules();
    const outcome = await ensurePrometheus(profile, supervisor, rules.text);
    const caveat = rules.complete ? '' : ', without the rules that helm writes: there is none';
    return `${outcome}, port ${prometheusPort(profile.offset)}${caveat}`;
  });
}

async function describe(spec: ProcessSpec, supervisor: Supervisor, what?: string): Promise<string> {
  const outcome: Outcome = await supervisor.ensure(spec);
  return [outcome, `port ${spec.port}`, ...(what === undefined ? [] : [what])].join(', ');
}

function nameOf(binary: Awaited<ReturnType<typeof findRedis>>): string {
  return binary.kind === 'program' ? `${binary.version} from ${binary.origin}` : `from ${binary.origin}`;
}
