import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findPostgres, type PostgresBinaries } from '../binaries/postgres-binaries.js';
import { asPostgresUser, choosePostgresUser, type PostgresUser } from '../binaries/postgres-user.js';
import { runCommand } from '../binaries/run-command.js';
import { Failure } from '../output/failure.js';
import { STACK_MARKER } from '../processes/strays.js';
import type { ProcessSpec } from '../processes/supervisor.js';
import { baseEnvironment, type Environment } from './environment.js';
import { serverPort, type ServerName, type ShardName } from './ports.js';
import type { Profile } from './profile.js';
import type { Secrets } from './secrets.js';
import { ADMIN_USER, DATABASE, dataDirectory } from './shard-map.js';

type Settings = Readonly<Record<string, string>>;

/** Of primary and replica alike: some of them a replica must not set lower than its primary. */
const SETTINGS: Settings = {
  listen_addresses: '127.0.0.1',
  // No socket file: its path is limited to 107 characters, and a clone may lie deeper.
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  // Buckets move by logical replication. Room for a replica, a move, and one copy per table at once (max_sync_workers_per_…).
  wal_level: 'logical',
  max_wal_senders: '12',
  max_replication_slots: '12',
  max_logical_replication_workers: '8',
  max_sync_workers_per_subscription: '4',
  max_worker_processes: '16',
  max_wal_size: '2GB',
  // A replica that is away for longer than this much is made again, instead of filling the disk.
  max_slot_wal_keep_size: '1GB',
  // Who lost its connection tries again at once (default 5 s): a replica its primary, a move its source.
  wal_retrieve_retry_interval: '500ms',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  timezone: 'UTC',
};

/** What tells one server of the stack from the others. */
export interface PostgresServer {
  readonly name: ServerName;
  readonly tier: number;
  readonly settings?: Settings;
}

/** Opens one shard: creates its cluster and database on the first start, and describes its server process. */
export async function openPostgres(
  profile: Profile,
  secrets: Secrets,
  shard: ShardName,
): Promise<ProcessSpec> {
  const binaries = findPostgres(profile.packages);
  const user = await choosePostgresUser(binaries.postgres);
  const env = { ...environmentOf(profile, binaries), [STACK_MARKER]: profile.directory };
  const data = dataDirectory(profile, shard);
  if (!existsSync(data)) await createCluster({ binaries, user, env, data, secrets });
  return postgresSpec(profile, user, { name: shard, tier: 0 });
}

/** Describes a server process over a data directory that is there. */
export function postgresSpec(
  profile: Profile,
  user: PostgresUser,
  { name, tier, settings = {} }: PostgresServer,
): ProcessSpec {
  const binaries = findPostgres(profile.packages);
  const port = serverPort(profile.offset, name);
  const data = dataDirectory(profile, name);
  const flags = Object.entries({ ...SETTINGS, ...settings, port: String(port) });
  const {
    command,
    args,
    user: account,
  } = asPostgresUser(user, binaries.postgres, [
    '-D',
    data,
    ...flags.flatMap(([setting, value]) => ['-c', `${setting}=${value}`]),
  ]);
  return {
    name,
    command,
    args,
    env: environmentOf(profile, binaries),
    workingDirectory: data,
    port,
    tier,
    // Fast shutdown: open transactions are rolled back, nobody is waited for.
    stopSignal: 'SIGINT',
    ...(account.uid === undefined || account.gid === undefined
      ? {}
      : { user: { uid: account.uid, gid: account.gid } }),
    ready: (pid) => Promise.resolve(isReady(data, pid)),
  };
}

interface Creation {
  readonly binaries: PostgresBinaries;
  readonly user: PostgresUser;
  readonly env: Environment;
  readonly data: string;
  readonly secrets: Secrets;
}

/** Builds the cluster under another name and renames it when it is complete: a killed start leaves nothing half made. */
async function createCluster({ binaries, user, env, data, secrets }: Creation): Promise<void> {
  const draft = `${data}.new`;
  const passwordFile = `${data}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  // Whoever Postgres runs as must get here, whatever the umask is.
  chmodSync(join(data, '..'), 0o755);
  writeFileSync(passwordFile, secrets.adminPassword, { mode: 0o600 });
  if (user.account !== undefined) {
    for (const path of [draft, passwordFile]) chownSync(path, user.account.uid, user.account.gid);
  }
  const run = async (program: string, args: string[], input?: string): Promise<void> => {
    const call = asPostgresUser(user, program, args);
    const options = { env, cwd: draft, ...call.user, ...(input === undefined ? {} : { input }) };
    const { code, output } = await runCommand(call.command, call.args, options);
    if (code !== 0) throw new Failure(`${program} ended with ${code}:\n${output}`);
  };
  try {
    const identity = [`--username=${ADMIN_USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    // Postgres's own locale sorts alike on every machine, whichever locales that has.
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
    await run(binaries.initdb, ['-D', draft, ...identity, ...locale]);
    await run(binaries.postgres, ['--single', '-D', draft, 'postgres'], `CREATE DATABASE ${DATABASE}\n`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, data);
}

function environmentOf(profile: Profile, { libraryPath }: PostgresBinaries): Environment {
  const env = { ...baseEnvironment(profile), LC_ALL: 'C' };
  if (libraryPath === undefined) return env;
  return { ...env, [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: libraryPath };
}

/** postmaster.pid has the server's process id in its first line and its state in the eighth; pg_ctl waits for the same word. */
function isReady(data: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}
