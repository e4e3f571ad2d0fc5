import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findOnPath, isExecutable } from '../binaries/find-on-path.js';
import { runCommand, type CommandResult } from '../binaries/run-command.js';
import { Failure } from '../output/failure.js';
import { ROOT } from '../root.js';
import type { GoTool } from './versions.js';

const TOOLS = join(ROOT, '.tenfold', 'tools');

/** The program of this version that an earlier check has built. */
export function builtTool(name: string, { version }: GoTool): string | undefined {
  const path = join(TOOLS, 'bin', name);
  const record = recordOf(name);
  return isExecutable(path) && existsSync(record) && readFileSync(record, 'utf8') === version
    ? path
    : undefined;
}

/** Builds a tool below .tenfold/tools: from its own module, in the versions that its own go.sum names. */
export async function buildTool(name: string, tool: GoTool): Promise<string> {
  if (findOnPath(['go']) === undefined) throw new Failure(howToGet(name, tool, 'Go is not on the PATH'));
  const bin = join(TOOLS, 'bin');
  mkdirSync(bin, { recursive: true });
  rmSync(recordOf(name), { force: true });
  const { code, output } = tool.inSources
    ? await buildInSources(join(bin, name), join(TOOLS, 'src', name), tool)
    : await go(['install', ...flags(tool), `${tool.module}/${tool.program}@v${tool.version}`], {
        GOBIN: bin,
      });
  if (code !== 0) throw new Failure(howToGet(name, tool, `go ended with ${code}: ${lastLine(output)}`));
  writeFileSync(recordOf(name), tool.version);
  return join(bin, name);
}

/** The folder of a module's sources in Go's cache, downloaded when they are not there. */
export async function moduleSources(module: string): Promise<string> {
  if (findOnPath(['go']) === undefined)
    throw new Failure(`${module} cannot be read: Go is not on the PATH (https://go.dev/dl).`);
  const { code, output } = await go(['mod', 'download', '-json', module]);
  const directory = /"Dir": "([^"]+)"/.exec(output)?.[1];
  if (code !== 0 || directory === undefined)
    throw new Failure(`${module} cannot be downloaded: ${lastLine(output)}`);
  return directory;
}

export function howToGet(name: string, tool: GoTool, reason: string): string {
  const target = `${tool.module}/${tool.program}@v${tool.version}`;
  const install = ['go', 'install', ...flags(tool).map(quoted), target].join(' ');
  const how = tool.inSources ? `build ${target} in a checkout, with go build -mod=mod` : install;
  return `${name} ${tool.version} is missing (${reason}). Get it by: ${how}; or put Go (https://go.dev/dl) on the PATH and run this again.`;
}

async function buildInSources(target: string, sources: string, tool: GoTool): Promise<CommandResult> {
  const original = await moduleSources(`${tool.module}@v${tool.version}`);
  rmSync(sources, { recursive: true, force: true });
  try {
    cpSync(original, sources, { recursive: true });
    // What lies in Go's cache is read-only, and so is a copy of it.
    const writable = await runCommand('chmod', ['-R', 'u+w', sources]);
    if (writable.code !== 0) return writable;
    return await go(['build', '-mod=mod', ...flags(tool), '-o', target, `./${tool.program}`], {}, sources);
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
}

function flags({ set = [] }: GoTool): string[] {
  return ['-trimpath', '-ldflags', ['-s', '-w', ...set.flatMap((variable) => ['-X', variable])].join(' ')];
}

function go(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  cwd = TOOLS,
): Promise<CommandResult> {
  mkdirSync(TOOLS, { recursive: true });
  // A go.work above, or flags that somebody has set for other work, would change what is built.
  const own = { CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off' };
  return runCommand('go', args, { cwd, env: { ...process.env, ...caches(), ...own, ...variables } });
}

/** Go keeps its caches in HOME; where that cannot be written, they move into the folder. */
function caches(): Readonly<Record<string, string>> {
  const home = process.env['HOME'];
  if (home !== undefined && isWritable(home)) return {};
  const directory = join(TOOLS, 'go');
  return { GOPATH: directory, GOCACHE: join(directory, 'cache'), GOENV: 'off' };
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function recordOf(name: string): string {
  return join(TOOLS, `${name}.version`);
}

function quoted(word: string): string {
  return word.includes(' ') ? `'${word}'` : word;
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
