import { findOnPath } from '../binaries/find-on-path.js';
import { findPrometheus, installedPrometheus, prometheusEnvironment } from '../binaries/prometheus-binary.js';
import { step } from '../output/steps.js';
import { buildTool, builtTool } from './go-tool.js';
import { runTool } from './run-tool.js';
import { GO_TOOLS, type GoTool } from './versions.js';

export type ToolName = keyof typeof GO_TOOLS | 'promtool';

export const TOOL_NAMES: readonly ToolName[] = [
  ...(Object.keys(GO_TOOLS) as (keyof typeof GO_TOOLS)[]),
  'promtool',
];

const known = new Map<ToolName, Promise<string>>();

/** Whether it can be had without building or downloading anything. */
export function isToolAtHand(name: ToolName): boolean {
  return name === 'promtool'
    ? installedPrometheus(name) !== undefined
    : builtTool(name, GO_TOOLS[name]) !== undefined || findOnPath([name]) !== undefined;
}

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

async function findPromtool(): Promise<string> {
  const installed = installedPrometheus('promtool');
  if (installed !== undefined) return installed;
  let path = '';
  await step('promtool', async () => {
    path = await findPrometheus('promtool');
    return 'system package';
  });
  return path;
}

/** What a tool needs in its environment. */
export function toolEnvironment(path: string): NodeJS.ProcessEnv {
  return { ...process.env, ...prometheusEnvironment(path) };
}
