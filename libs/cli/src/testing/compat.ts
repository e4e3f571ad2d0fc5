import { join } from 'node:path';
import { showCommand } from '../binaries/show-command.js';
import { ROOT } from '../root.js';
import { portOffset, type Profile } from '../stack/profile.js';
import { stopStack } from '../stack/stop-stack.js';
import { showJest } from './jest.js';
import { prepareStatements } from './prepare-statements.js';
import { previousRelease } from './previous-release.js';
import type { TestStack } from './test-stack.js';

/**
 * Two releases run side by side while one replaces the other, on a schema that is changed before the first new process starts and
 * may be changed back. So the code of each must run on the schema of the other.
 */
export async function compat(stack: TestStack): Promise<'ok' | 'FAILED' | 'skipped'> {
  const previous = await previousRelease();
  if ('problem' in previous) {
    const required = process.env['CI'] === 'true';
    process.stdout.write(
      `\n*** Compatibility ${required ? 'cannot be tested' : 'is left out'}: ${previous.problem}. ***\n`,
    );
    return required ? 'FAILED' : 'skipped';
  }
  // Both have the same ports, one after the other.
  await stack.stop();
  await stopStack(stack.profile, () => undefined);
  const oldCode = await oldCodeOnNewSchema(previous.root, stack.profile);
  const newCode = await newCodeOnOldSchema(previous.root, stack);
  return oldCode && newCode ? 'ok' : 'FAILED';
}

async function oldCodeOnNewSchema(previous: string, profile: Profile): Promise<boolean> {
  process.stdout.write('\nThe previous release on the schema of this one\n');
  const env = { TENFOLD_PORT_OFFSET: String(portOffset()), TENFOLD_MIGRATIONS_FROM: ROOT };
  try {
    const passed = await tenfold(previous, ['test', 'e2e', '--keep'], env);
    const stack = { ...profile, directory: join(previous, '.tenfold', 'test') };
    return (await prepareStatements(stack, previous)) && passed;
  } finally {
    await tenfold(previous, ['down'], env);
  }
}

async function newCodeOnOldSchema(previous: string, stack: TestStack): Promise<boolean> {
  process.stdout.write('\nThis release on the schema of the previous one\n');
  stack.takeSchemaFrom(previous);
  try {
    const passed = await showJest(['--selectProjects', 'e2e'], await stack.programs());
    return (await prepareStatements(stack.profile, ROOT)) && passed;
  } finally {
    await stack.stop();
    stack.takeSchemaFrom(undefined);
  }
}

function tenfold(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<boolean> {
  return showCommand(join(root, 'tenfold'), args, { cwd: root, env: { ...process.env, ...env } });
}
