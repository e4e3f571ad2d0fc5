import { join } from 'node:path';
import { Failure } from '../output/failure.js';
import { libraryPathOf, unpackWithApt } from './apt-packages.js';
import { dockerWorks } from './docker.js';
import { findOnPath, isExecutable } from './find-on-path.js';
import { runCommand } from './run-command.js';
import { versionIn, type ServerBinary } from './server-binary.js';

const IMAGE = 'redis:7.4-alpine';
const HOW_TO_INSTALL = `Redis cannot be had. Install one of these, then run ./tenfold up again:
  Debian, Ubuntu   apt-get install redis-server
  Fedora           dnf install valkey
  macOS            brew install redis
  anywhere         Docker, started`;

/** PATH, else Docker, else the system's package unpacked below `packages`. */
export async function findRedis(packages: string): Promise<ServerBinary> {
  const onPath = findOnPath(['redis-server', 'valkey-server']);
  const found = onPath === undefined ? undefined : await probe(onPath, 'PATH');
  if (found !== undefined) return found;

  const directory = join(packages, 'redis');
  const unpacked = await probeUnpacked(directory);
  if (unpacked !== undefined) return unpacked;
  if (await dockerWorks()) return { kind: 'container', image: IMAGE, origin: `Docker, ${IMAGE}` };

  const apt = await unpackWithApt('redis-server', directory);
  const fresh = apt.ok ? await probeUnpacked(directory) : undefined;
  if (fresh !== undefined) return fresh;
  throw new Failure(`${HOW_TO_INSTALL}\n(${apt.ok ? 'the unpacked package does not run' : apt.reason})`);
}

async function probeUnpacked(directory: string): Promise<ServerBinary | undefined> {
  const path = join(directory, 'usr', 'bin', 'redis-server');
  return isExecutable(path) ? probe(path, 'system package', libraryPathOf(directory)) : undefined;
}

async function probe(path: string, origin: string, libraryPath?: string): Promise<ServerBinary | undefined> {
  const env = libraryPath === undefined ? process.env : { ...process.env, LD_LIBRARY_PATH: libraryPath };
  const { code, output } = await runCommand(path, ['--version'], { env });
  const version = code === 0 ? versionIn(output) : undefined;
  if (version === undefined) return undefined;
  return { kind: 'program', path, version, origin, ...(libraryPath === undefined ? {} : { libraryPath }) };
}
