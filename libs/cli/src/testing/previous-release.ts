import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../binaries/run-command.js';
import { step } from '../output/steps.js';
import { ROOT } from '../root.js';

/** Names the commit of the release before this one. */
const RELEASES = join(ROOT, 'releases.json');
const FOLDER = join(ROOT, '.tenfold', 'previous');

/** A folder with the previous release as it was committed, ready to be built, or why there is none. */
export async function previousRelease(): Promise<{ readonly root: string } | { readonly problem: string }> {
  const { previous } = JSON.parse(readFileSync(RELEASES, 'utf8')) as { readonly previous: string };
  const marker = join(FOLDER, '.tenfold', 'commit');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === previous) return { root: FOLDER };
  const problem = await fetchCommit(previous);
  if (problem !== undefined) return { problem };
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, '.tenfold'), { recursive: true });
  await step('previous', async () => {
    await must('sh', ['-c', 'git archive --format=tar "$0" | tar -xf - -C "$1"', previous, FOLDER]);
    return previous.slice(0, 12);
  });
  await step('modules', linkModules);
  symlinkSync(join(ROOT, '.tenfold', 'packages'), join(FOLDER, '.tenfold', 'packages'));
  writeFileSync(marker, previous);
  return { root: FOLDER };
}

/** A shallow clone has only the commits it was asked for. */
async function fetchCommit(commit: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{40}$/.test(commit)) return `releases.json names no commit, but "${commit}"`;
  const known = await runCommand('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: ROOT });
  if (known.code === 0) return undefined;
  const fetched = await runCommand('git', ['fetch', '--quiet', '--depth', '1', 'origin', commit], {
    cwd: ROOT,
  });
  if (fetched.code === 0) return undefined;
  return `commit ${commit} is not here and cannot be fetched: ${fetched.output || known.output}`;
}

/** The same packages are linked, which takes seconds; others are installed by the release itself when it is built. */
async function linkModules(): Promise<string> {
  const lock = (root: string): string => readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (lock(ROOT) !== lock(FOLDER)) return 'to be installed: package-lock.json has changed';
  const target = join(FOLDER, 'node_modules');
  // Links to the workspace's own projects are relative: they lead into the folder they lie in.
  const { code } = await runCommand('cp', ['-al', join(ROOT, 'node_modules'), target]);
  if (code === 0) return 'linked';
  rmSync(target, { recursive: true, force: true });
  return 'to be installed: files cannot be linked here';
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runCommand(command, args, { cwd: ROOT });
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${output}`);
}
