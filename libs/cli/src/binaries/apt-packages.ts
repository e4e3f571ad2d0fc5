import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.js';
import { runCommand } from './run-command.js';

export type Unpacked =
  { readonly ok: true; readonly directory: string } | { readonly ok: false; readonly reason: string };

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const ARCHIVE = 'http://deb.debian.org/debian';

/**
 * Downloads a Debian package with what it needs and unpacks it below `directory`: apt works on private state directories, so
 * that neither root nor a change to the system is needed.
 * @param suite of Debian, when not what this system itself installs from; then everything below the package comes along, libc too
 */
export async function unpackWithApt(
  packageName: string,
  directory: string,
  suite?: string,
): Promise<Unpacked> {
  if (findOnPath(['apt-get']) === undefined || findOnPath(['dpkg-deb']) === undefined) {
    return { ok: false, reason: 'apt-get is not there' };
  }
  if (suite !== undefined && !existsSync(KEYRING)) return { ok: false, reason: `${KEYRING} is not there` };
  const state = `${directory}.apt`;
  const archives = join(state, 'cache', 'archives');
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(archives, 'partial'), { recursive: true });
  try {
    const options = [...privateState(state), ...(suite === undefined ? [] : onlyFrom(suite, state))];
    const update = await runCommand('apt-get', [...options, '-q', 'update']);
    if (update.code !== 0) return { ok: false, reason: `apt-get update failed: ${lastLine(update.output)}` };
    const download = await runCommand('apt-get', [...options, ...DOWNLOAD, packageName]);
    if (download.code !== 0)
      return { ok: false, reason: `apt-get found no ${packageName}: ${lastLine(download.output)}` };
    for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
      const unpack = await runCommand('dpkg-deb', ['--extract', join(archives, file), directory]);
      if (unpack.code !== 0)
        return { ok: false, reason: `${file} cannot be unpacked: ${lastLine(unpack.output)}` };
    }
    return { ok: true, directory };
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

const DOWNLOAD = ['-q', '-y', '--no-install-recommends', '--download-only', 'install'];

function privateState(state: string): string[] {
  const settings = [
    `Dir::State=${state}`,
    `Dir::Cache=${join(state, 'cache')}`,
    `Dir::Log=${state}`,
    'Dir::State::status=/var/lib/dpkg/status',
    'Debug::NoLocking=1',
    // As root, apt would download as the user _apt, who may not write here.
    'APT::Sandbox::User=root',
  ];
  return settings.flatMap((setting) => ['-o', setting]);
}

/** Later settings win: nothing counts as installed, and nothing comes from this system's own sources. */
function onlyFrom(suite: string, state: string): string[] {
  const [sources, installed] = [join(state, 'sources.list'), join(state, 'status')];
  writeFileSync(sources, `deb [signed-by=${KEYRING}] ${ARCHIVE} ${suite} main\n`);
  writeFileSync(installed, '');
  const settings = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::status=${installed}`,
  ];
  return settings.flatMap((setting) => ['-o', setting]);
}

/** The program that starts programs of an unpacked suite with that suite's own libc, which may be newer than the system's. */
export function loaderOf(directory: string): string | undefined {
  const root = join(directory, 'usr', 'lib');
  return folders(root)
    .filter((name) => name.includes('-linux-'))
    .flatMap((name) => folders(join(root, name)).map((file) => join(root, name, file)))
    .find((file) => /\/ld-linux[^/]*\.so\.\d+$/.test(file));
}

/** Where unpacked packages keep their shared libraries. */
export function libraryPathOf(directory: string): string {
  const roots = [join(directory, 'usr', 'lib'), join(directory, 'lib')];
  return roots
    .flatMap((root) =>
      [...folders(root).filter((name) => name.includes('-linux-')), ''].map((name) => join(root, name)),
    )
    .join(':');
}

function folders(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? '';
}
