import { existsSync, readdirSync, watch } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../binaries/run-command.js';
import { Failure } from '../output/failure.js';
import { ROOT } from '../root.js';
import { lockStack } from '../stack/lock-stack.js';
import { mainProfile, type Profile } from '../stack/profile.js';
import { migrateAll, startPrograms } from '../stack/stack.js';
import { bringUp } from './up.js';

/** An editor writes several files at once, and a formatter some of them again. */
const QUIET_MS = 300;
/** With this exit code the launcher says that everything is installed and built. */
const BUILT = 200;

export async function dev(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { 'no-seed': { type: 'boolean', default: false } } });
  const profile = mainProfile();
  await bringUp(profile, !values['no-seed']);
  process.removeAllListeners('SIGINT');
  process.stdout.write(
    '\nWatching libs and services. Ctrl-C ends this; ./tenfold down stops the processes.\n',
  );
  for await (const changed of changes()) await rebuild(profile, changed);
  return 0;
}

async function rebuild(profile: Profile, changed: readonly string[]): Promise<void> {
  const others = changed.length > 1 ? ` and ${changed.length - 1} more` : '';
  process.stdout.write(`\n${new Date().toLocaleTimeString()} ${changed[0] ?? ''}${others}\n`);
  const { code, output } = await runCommand('node', [join(ROOT, 'libs/cli/launch/launch.mjs'), 'dev'], {
    cwd: ROOT,
  });
  if (code !== BUILT) {
    process.stdout.write(`${output}\n`);
    return;
  }
  try {
    const release = lockStack(profile, 'dev');
    try {
      await migrateAll(profile);
      await startPrograms(profile);
    } finally {
      release();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // The next save may well repair it: say what is wrong and go on watching.
    process.stdout.write(`${error.message}\n`);
  }
}

/** Yields the files that have changed since the last time, once nothing has changed for a moment. */
async function* changes(): AsyncGenerator<string[]> {
  const pending = new Set<string>();
  let wake = (): void => undefined;
  for (const folder of sourceFolders()) {
    watch(folder, { recursive: true }, (_, file) => {
      if (file === null || !/\.(ts|json)$/.test(file) || file.endsWith('spec.ts')) return;
      pending.add(relative(ROOT, join(folder, file)));
      wake();
    });
  }
  for (;;) {
    await quiet(pending, (resolve) => (wake = resolve));
    const changed = [...pending];
    pending.clear();
    yield changed;
  }
}

function quiet(pending: ReadonlySet<string>, onChange: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const restart = (): void => {
      clearTimeout(timer);
      timer = setTimeout(resolve, QUIET_MS);
    };
    onChange(restart);
    if (pending.size > 0) restart();
  });
}

function sourceFolders(): string[] {
  const folders = ['libs', 'services'].flatMap((group) =>
    readdirSync(join(ROOT, group)).map((name) => join(ROOT, group, name, 'src')),
  );
  return folders.filter((folder) => existsSync(folder) && !folder.includes(join('libs', 'cli')));
}
