import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAtLeast, type ServerBinary } from '../binaries/server-binary.js';
import { fingerprint } from '../processes/fingerprint.js';
import type { ProcessSpec } from '../processes/supervisor.js';
import { containerCommand } from './container.js';
import { baseEnvironment } from './environment.js';
import { answers } from './greeting.js';
import { monitorPortOf } from './ports.js';
import type { Profile } from './profile.js';

const INNER_PORT = 4222;
const INNER_MONITOR_PORT = 8222;
const INNER_DATA = '/data';
const INNER_CONFIG = '/tenfold.conf';

/** An acknowledged message is on the disk only with `sync_interval: always`, which servers know from 2.10 on. */
export function syncsEachWrite(binary: ServerBinary): boolean {
  return binary.kind === 'container' || isAtLeast(binary.version, '2.10');
}

/** The server's configuration file. */
export function natsConfig(
  { listen, monitor }: { listen: string; monitor: string },
  storeDirectory: string,
  syncAlways: boolean,
): string {
  return `listen: ${JSON.stringify(listen)}
http: ${JSON.stringify(monitor)}
server_name: tenfold
jetstream {
  store_dir: ${JSON.stringify(storeDirectory)}
  max_file_store: 4GB
${syncAlways ? '  sync_interval: always\n' : ''}}
`;
}

export function natsSpec(profile: Profile, binary: ServerBinary): ProcessSpec {
  const port = profile.ports.nats;
  const data = join(profile.directory, 'data', 'nats');
  const file = join(profile.directory, 'nats.conf');
  mkdirSync(data, { recursive: true });
  const inContainer = binary.kind === 'container';
  const config = inContainer
    ? natsConfig(
        { listen: `0.0.0.0:${INNER_PORT}`, monitor: `0.0.0.0:${INNER_MONITOR_PORT}` },
        INNER_DATA,
        true,
      )
    : natsConfig(
        { listen: `127.0.0.1:${port}`, monitor: `127.0.0.1:${monitorPortOf(port)}` },
        data,
        syncsEachWrite(binary),
      );
  writeFileSync(file, config);
  const common = {
    name: 'nats',
    workingDirectory: data,
    port,
    tier: 0,
    stopSignal: 'SIGTERM',
    version: fingerprint(config),
    // The server greets with what it can do.
    ready: () => answers(port, /^INFO .*"jetstream":true/),
  } as const;
  if (inContainer) {
    const volumes = [`${data}:${INNER_DATA}`, `${file}:${INNER_CONFIG}:ro`];
    const args = ['--config', INNER_CONFIG];
    return {
      ...common,
      ...containerCommand({
        profile,
        name: 'nats',
        image: binary.image,
        port,
        innerPort: INNER_PORT,
        ports: [[monitorPortOf(port), INNER_MONITOR_PORT]],
        volumes,
        args,
      }),
    };
  }
  return { ...common, command: binary.path, args: ['--config', file], env: baseEnvironment(profile) };
}
