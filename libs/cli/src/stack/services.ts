import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_ARGUMENTS } from '@tenfold/config';
import { loadShardMap } from '@tenfold/database';
import { runCommand } from '../binaries/run-command.js';
import { showCommand } from '../binaries/show-command.js';
import { Failure } from '../output/failure.js';
import { fingerprint } from '../processes/fingerprint.js';
import { STACK_MARKER } from '../processes/strays.js';
import type { ProcessSpec } from '../processes/supervisor.js';
import { ROOT } from '../root.js';
import { buildVersion } from './builds.js';
import {
  gatewayEnvironment,
  migrationEnvironment,
  serviceEnvironment,
  type Environment,
} from './environment.js';
import { answersOk } from './greeting.js';
import { healthPortOf } from './ports.js';
import type { Profile } from './profile.js';
import type { Secrets } from './secrets.js';
import type { ServiceName } from './service-names.js';
import { shardMapFile } from './shard-map.js';

export function serviceSpec(profile: Profile, secrets: Secrets, service: ServiceName): ProcessSpec {
  const folder = join('services', service);
  const healthPort = healthPortOf(profile.ports[service]);
  return {
    name: service,
    command: process.execPath,
    args: [...NODE_ARGUMENTS, entryPoint(folder, 'main.js')],
    env: serviceEnvironment(profile, secrets, service),
    workingDirectory: join(ROOT, folder),
    port: profile.ports[service],
    tier: 2,
    stopSignal: 'SIGTERM',
    // Which way it goes to Postgres stands in the shard map, not in its environment.
    version: fingerprint({ build: buildVersion(folder), pooled: profile.pooled, traces: profile.traces }),
    ready: () => answersOk(`http://127.0.0.1:${healthPort}/readyz`),
  };
}

export function gatewaySpec(profile: Profile): ProcessSpec {
  const folder = join('libs', 'gateway');
  return {
    name: 'gateway',
    command: process.execPath,
    args: [...NODE_ARGUMENTS, entryPoint(folder, 'main.js')],
    env: gatewayEnvironment(profile),
    workingDirectory: join(ROOT, folder),
    port: profile.ports.gateway,
    tier: 3,
    stopSignal: 'SIGTERM',
    version: buildVersion(folder),
    ready: () => answersOk(`${profile.gatewayUrl}/readyz`),
  };
}

/**
 * Brings the service's schema up to date on every shard; 'unchanged' when this build has done so already.
 * @param mapFile another map than the one in force: the next one, with a shard that it does not have yet
 */
export async function migrate(
  profile: Profile,
  secrets: Secrets,
  service: ServiceName,
  mapFile = shardMapFile(profile),
): Promise<'migrated' | 'unchanged'> {
  const folder = join('services', service);
  const env: NodeJS.ProcessEnv = {
    ...migrationEnvironment(profile, secrets, service),
    SHARD_MAP_FILE: mapFile,
  };
  // The environment counts too: it says what the servers are to hold the role to. Whose shell it is does not.
  const { ['PATH']: _path, ['SHARD_MAP_FILE']: _file, ...settings } = env;
  const version = fingerprint({
    build: buildVersion(folder),
    shards: loadShardMap(mapFile).shards,
    settings,
  });
  // Beside the data, so that it is deleted with the data.
  const marker = join(profile.directory, 'data', `${service}.migrated`);
  const own = profile.migrationsFrom === undefined;
  if (own && existsSync(marker) && readFileSync(marker, 'utf8') === version) return 'unchanged';
  rmSync(marker, { force: true });
  const root = profile.migrationsFrom ?? ROOT;
  const { code, output } = await runCommand(
    process.execPath,
    [...NODE_ARGUMENTS, entryPoint(folder, 'migrate.js', root)],
    {
      cwd: join(root, folder),
      env: { ...env, [STACK_MARKER]: profile.directory },
    },
  );
  mkdirSync(join(profile.directory, 'logs'), { recursive: true });
  writeFileSync(join(profile.directory, 'logs', `migrate-${service}.log`), `${output}\n`);
  if (code !== 0)
    throw new Failure(
      `The migrations of ${service} ended with ${code}:\n\n${output.split('\n').slice(-30).join('\n')}`,
    );
  if (own) writeFileSync(marker, version);
  return 'migrated';
}

/** Runs the service's keeper of months, with what it prints shown; true when it was done on every shard. */
export function keepMonths(
  profile: Profile,
  secrets: Secrets,
  service: ServiceName,
  args: readonly string[],
  retention: Environment,
): Promise<boolean> {
  const folder = join('services', service);
  const env = { ...migrationEnvironment(profile, secrets, service), ...retention };
  const entry = entryPoint(folder, 'partitions.js');
  return showCommand(process.execPath, [...NODE_ARGUMENTS, entry, ...args], {
    cwd: join(ROOT, folder),
    env: { ...env, [STACK_MARKER]: profile.directory },
  });
}

function entryPoint(folder: string, file: string, root = ROOT): string {
  const path = join(root, folder, 'dist', file);
  if (!existsSync(path)) throw new Failure(`${path} is missing: the build has not made it.`);
  return path;
}
