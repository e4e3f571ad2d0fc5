import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerBinary } from '../binaries/server-binary.js';
import type { ProcessSpec } from '../processes/supervisor.js';
import { containerCommand } from './container.js';
import { baseEnvironment } from './environment.js';
import { answers } from './greeting.js';
import type { Profile } from './profile.js';

const INNER_PORT = 6379;

/** Redis holds only what can be rebuilt, so it writes nothing to disk and throws away what was used least. */
const CACHE_ONLY = [
  '--save',
  '',
  '--appendonly',
  'no',
  '--maxmemory',
  '256mb',
  '--maxmemory-policy',
  'allkeys-lru',
];

export function redisSpec(profile: Profile, binary: ServerBinary): ProcessSpec {
  const port = profile.ports.redis;
  const data = join(profile.directory, 'data', 'redis');
  mkdirSync(data, { recursive: true });
  const common = {
    name: 'redis',
    workingDirectory: data,
    port,
    tier: 0,
    stopSignal: 'SIGTERM',
    ready: () => answers(port, /^\+PONG/, 'PING\r\n'),
  } as const;
  if (binary.kind === 'container') {
    // Inside its own network the server listens to all, and only 127.0.0.1 is published.
    const args = ['redis-server', '--bind', '0.0.0.0', '--protected-mode', 'no', ...CACHE_ONLY];
    return {
      ...common,
      ...containerCommand({ profile, name: 'redis', image: binary.image, port, innerPort: INNER_PORT, args }),
    };
  }
  const libraries = binary.libraryPath === undefined ? {} : { LD_LIBRARY_PATH: binary.libraryPath };
  return {
    ...common,
    command: binary.path,
    args: ['--bind', '127.0.0.1', '--port', String(port), '--dir', data, '--daemonize', 'no', ...CACHE_ONLY],
    env: { ...baseEnvironment(profile), ...libraries },
  };
}
