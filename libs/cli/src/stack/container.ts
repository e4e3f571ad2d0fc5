import { fingerprint } from '../processes/fingerprint.js';
import type { Environment } from './environment.js';
import type { Profile } from './profile.js';

export interface ContainerOptions {
  readonly profile: Profile;
  readonly name: string;
  readonly image: string;
  readonly port: number;
  readonly innerPort: number;
  /** Further ports, outer and inner. */
  readonly ports?: readonly (readonly [number, number])[];
  readonly volumes?: readonly string[];
  readonly args: readonly string[];
}

/** A `docker run` in the foreground: one process like any other, which passes signals on and ends with its container. */
export function containerCommand(options: ContainerOptions): {
  command: string;
  args: string[];
  container: string;
  env: Environment;
} {
  const { profile, name, image, port, innerPort, ports = [], volumes = [], args } = options;
  // Two clones on one machine must not meet in a container's name.
  const container = `tenfold-${fingerprint(profile.directory)}-${name}`;
  const identity =
    process.getuid === undefined ? [] : ['--user', `${process.getuid()}:${process.getgid?.() ?? 0}`];
  const run = [
    'run',
    '--rm',
    '--name',
    container,
    ...identity,
    ...[[port, innerPort], ...ports].flatMap(([outer, inner]) => [
      '--publish',
      `127.0.0.1:${outer}:${inner}`,
    ]),
  ];
  return {
    command: 'docker',
    args: [...run, ...volumes.flatMap((volume) => ['--volume', volume]), image, ...args],
    container,
    env: dockerEnvironment(),
  };
}

/** The client finds its daemon through these; the rest of the caller's environment stays out. */
function dockerEnvironment(): Environment {
  const names = [
    'PATH',
    'HOME',
    'DOCKER_HOST',
    'DOCKER_CONTEXT',
    'DOCKER_CONFIG',
    'DOCKER_TLS_VERIFY',
    'DOCKER_CERT_PATH',
  ];
  return Object.fromEntries(
    names.map((name) => [name, process.env[name] ?? '']).filter(([, value]) => value !== ''),
  );
}
