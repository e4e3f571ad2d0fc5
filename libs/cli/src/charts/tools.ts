import { join } from 'node:path';
import { libraryPathOf, unpackWithApt } from '../binaries/apt-packages.js';
import { findOnPath, isExecutable } from '../binaries/find-on-path.js';
import { Failure } from '../output/failure.js';
import { step } from '../output/steps.js';
import { ROOT } from '../root.js';
import { buildTool, builtTool } from './go-tool.js';
import { runTool } from './run-tool.js';
import { GO_TOOLS, type GoTool } from './versions.js';

export type ToolName = keyof typeof GO_TOOLS | 'promtool';

export const TOOL_NAMES: readonly ToolName[] = [
  ...(Object.keys(GO_TOOLS) as (keyof typeof GO_TOOLS)[]),
  'promtool',
];

const PROMETHEUS = join(ROOT, '.tenfold', 'packages', 'prometheus');
const known = new Map<ToolName, Promise<string>>();

/** Where a tool is: built here before, on the PATH, or built now. Asked once for each; rejects with how to get it. */
export function toolPath(name: ToolName): Promise<string> {
  const path = known.get(name) ?? (name === 'promtool' ? findPromtool() : findGoTool(name, GO_TOOLS[name]));
  known.set(name, path);
  return path;
}

async function findGoTool(name: ToolName, tool: GoTool): Promise<string> {
  const built = builtTool(name, tool);
  if (built !== undefined) return built;
  const onPath = findOnPath([name]);
  if (onPath !== undefined && (name !== 'helm' || (await isHelm3(onPath)))) return onPath;
  let path = '';
  await step(name, async () => {
    path = await buildTool(name, tool);
    return `${tool.version}, built with Go`;
  });
  return path;
}

/** Helm 4 lints and renders otherwise. Of the others no program that `go install` has built knows its own version. */
async function isHelm3(path: string): Promise<boolean> {
  return (await runTool(path, ['version', '--short'])).stdout.startsWith('v3.');
}

/** PATH, else the system's package prometheus, unpacked. Its go.mod has replacements, so `go install` refuses it. */
async function findPromtool(): Promise<string> {
  const found = findOnPath(['promtool']) ?? unpackedPromtool();
  if (found !== undefined) return found;
  let reason = 'the unpacked package does not run';
  await step('promtool', async () => {
    const unpacked = await unpackWithApt('prometheus', PROMETHEUS);
    if (!unpacked.ok) reason = unpacked.reason;
    return unpacked.ok ? 'system package' : 'not to be had';
  });
  const path = unpackedPromtool();
  if (path !== undefined) return path;
  throw new Failure(
    `promtool is missing (${reason}). Get it by: apt-get install prometheus (Debian, Ubuntu), brew install prometheus (macOS), ` +
      'or from https://prometheus.io/download; go install refuses it.',
  );
}

function unpackedPromtool(): string | undefined {
  const path = join(PROMETHEUS, 'usr', 'bin', 'promtool');
  return isExecutable(path) ? path : undefined;
}

/** What a tool needs in its environment: an unpacked one has its libraries beside it. */
export function toolEnvironment(path: string): NodeJS.ProcessEnv {
  if (!path.startsWith(PROMETHEUS)) return process.env;
  return { ...process.env, LD_LIBRARY_PATH: libraryPathOf(PROMETHEUS) };
}
