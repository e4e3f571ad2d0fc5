import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPgBouncer, type PgBouncerBinary } from '../binaries/pgbouncer-binary.js';
import { findPostgres } from '../binaries/postgres-binaries.js';
import { asPostgresUser, choosePostgresUser, type PostgresUser } from '../binaries/postgres-user.js';
import { Failure } from '../output/failure.js';
import { fingerprint } from '../processes/fingerprint.js';
import type { Outcome, ProcessSpec, Supervisor } from '../processes/supervisor.js';
import { baseEnvironment, POOLER_CONNECTIONS } from './environment.js';
import { servesPostgres } from './greeting.js';
import { ensurePoolerAccess } from './pooler-access.js';
import { poolerConfig, poolerUsers } from './pooler-config.js';
import { poolerPortOf, replicaOf, serverPort, shardNumber, type ServerName } from './ports.js';
import type { Profile } from './profile.js';
import type { Secrets } from './secrets.js';
import { withServer } from './server-connection.js';
import { addressesOf, DATABASE, localShards } from './shard-map.js';

const SUFFIX = '-pooler';

/** Its name. */
export function poolerOf(server: ServerName): string {
  return `${server}${SUFFIX}`;
}

/** Whether a process of this name is one. */
export function isPooler(name: string): boolean {
  return name.endsWith(SUFFIX);
}

/** The server that a pooler of this name is for. */
export function serverBehind(name: string): ServerName | undefined {
  const server = isPooler(name) ? name.slice(0, -SUFFIX.length) : '';
  return shardNumber(server) === undefined ? undefined : (server as ServerName);
}

/** Every Postgres server of the stack. */
export function serversOf(profile: Profile): ServerName[] {
  return localShards(profile).flatMap((shard) => [shard, replicaOf(shard)]);
}

/** Starts a PgBouncer for each Postgres server, primaries and replicas. */
export async function ensurePoolers(
  profile: Profile,
  secrets: Secrets,
  supervisor: Supervisor,
): Promise<string> {
  const found = await findPgBouncer(profile.packages);
  if (!found.ok) throw new Failure(`The poolers cannot be started: ${found.reason}.`);
  const user = await choosePostgresUser(findPostgres(profile.packages).postgres);
  for (const shard of localShards(profile)) {
    const access = (client: Parameters<typeof ensurePoolerAccess>[0]): Promise<void> =>
      ensurePoolerAccess(client, secrets.poolerPassword);
    await withServer(addressesOf(profile, shard).primary, secrets, access, DATABASE);
  }
  const servers = serversOf(profile);
  const outcomes: Outcome[] = await Promise.all(
    servers.map((server) => supervisor.ensure(poolerSpec(profile, secrets, server, found.binary, user))),
  );
  const ports = servers.map((server) => poolerPortOf(serverPort(profile.offset, server)));
  const { version, origin } = found.binary;
  return `${[...new Set(outcomes)].join(', ')}, ports ${ports.join(' ')}, ${version} from ${origin}`;
}

/** Stops those of a former start that had poolers. */
export async function stopPoolers(supervisor: Supervisor): Promise<void> {
  for (const record of supervisor.records.all()) if (isPooler(record.name)) await supervisor.stop(record);
}

function poolerSpec(
  profile: Profile,
  { poolerPassword }: Secrets,
  server: ServerName,
  binary: PgBouncerBinary,
  user: PostgresUser,
): ProcessSpec {
  const name = poolerOf(server);
  const behind = serverPort(profile.offset, server);
  const port = poolerPortOf(behind);
  const directory = join(profile.directory, 'data', name);
  const [configFile, usersFile] = [join(directory, 'pgbouncer.ini'), join(directory, 'users.txt')];
  const config = poolerConfig({
    port,
    serverPort: behind,
    database: DATABASE,
    connections: POOLER_CONNECTIONS,
    usersFile,
  });
  mkdirSync(directory, { recursive: true });
  writeFileSync(configFile, config, { mode: 0o600 });
  writeFileSync(usersFile, poolerUsers(poolerPassword), { mode: 0o600 });
  const { account } = user;
  // It refuses to run as root, like Postgres.
  if (account !== undefined)
    for (const path of [directory, configFile, usersFile]) chownSync(path, account.uid, account.gid);
  const call = asPostgresUser(user, binary.command, [...binary.args, '--quiet', configFile]);
  const { uid, gid } = call.user;
  return {
    name,
    command: call.command,
    args: call.args,
    env: { ...baseEnvironment(profile), ...binary.environment },
    workingDirectory: directory,
    port,
    tier: 1,
    // At once; SIGTERM waits for the clients to go.
    stopSignal: 'SIGQUIT',
    version: fingerprint(config),
    ...(uid === undefined || gid === undefined ? {} : { user: { uid, gid } }),
    ready: () => servesPostgres(port),
  };
}
