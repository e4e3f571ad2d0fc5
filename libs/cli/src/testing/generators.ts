import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, type CommandResult } from '../binaries/run-command.js';
import { ROOT } from '../root.js';

/** Runs a generator: it writes its files or, with `check`, compares them with what it would write. */
export async function generate(
  script: string,
  check: boolean,
  env: NodeJS.ProcessEnv = process.env,
): Promise<CommandResult> {
  const path = join(ROOT, script);
  if (!existsSync(path))
    return { code: 'missing', output: `${script} is not there: the build has not made it.` };
  return await runCommand(process.execPath, [path, ...(check ? ['--check'] : [])], { cwd: ROOT, env });
}
