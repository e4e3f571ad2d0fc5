import { join } from 'node:path';
import { runCommand, type CommandResult } from '../binaries/run-command.js';
import { showCommand } from '../binaries/show-command.js';
import { ROOT } from '../root.js';
import type { Environment } from '../stack/environment.js';

const MODULES = join(ROOT, 'node_modules');
const JEST = join(MODULES, 'jest', 'bin', 'jest.js');
// Jest loads ES modules through an API of Node that is still behind a flag, and warns about.
const NODE_FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

/** Runs a tool of node_modules with the pinned Node and keeps its output. */
export function node(script: string, args: readonly string[]): Promise<CommandResult> {
  return runCommand(process.execPath, [join(MODULES, script), ...args], {
    cwd: ROOT,
    env: toolEnvironment(),
  });
}

export function jest(args: readonly string[]): Promise<CommandResult> {
  return runCommand(process.execPath, [...NODE_FLAGS, JEST, ...args], { cwd: ROOT, env: toolEnvironment() });
}

/** Runs Jest with its output shown as it comes; true when all tests passed. */
export function showJest(args: readonly string[], env: Environment = {}): Promise<boolean> {
  return showCommand(process.execPath, [...NODE_FLAGS, JEST, ...args], {
    cwd: ROOT,
    env: { ...toolEnvironment(), ...env },
  });
}

/** The pinned Node first on the PATH, and temporary files (Jest's cache among them) inside the folder. */
function toolEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: `${join(MODULES, '.bin')}:${process.env['PATH'] ?? ''}`,
    TMPDIR: join(ROOT, '.tenfold', 'tmp'),
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    NX_CACHE_DIRECTORY: join(ROOT, '.nx', 'cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(ROOT, '.nx', 'workspace-data'),
    NX_NATIVE_FILE_CACHE_DIRECTORY: join(ROOT, '.nx', 'native'),
  };
}
