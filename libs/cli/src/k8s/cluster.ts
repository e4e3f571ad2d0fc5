import { findOnPath } from '../binaries/find-on-path.js';
import { showCommand } from '../binaries/show-command.js';
import { RELEASE } from '../charts/rendering.js';
import { runTool, type ToolResult } from '../charts/run-tool.js';
import { toolPath } from '../charts/tools.js';
import { Failure } from '../output/failure.js';
import { ROOT } from '../root.js';

export { RELEASE };

const HOW_TO_GET: Readonly<Record<string, string>> = {
  kubectl: 'https://kubernetes.io/docs/tasks/tools',
  docker: 'https://docs.docker.com/engine/install',
  kind: 'https://kind.sigs.k8s.io/docs/user/quick-start',
  minikube: 'https://minikube.sigs.k8s.io/docs/start',
};

/** The namespace of the current context's cluster that the release is in. */
export interface Cluster {
  readonly context: string;
  readonly namespace: string;
}

export async function openCluster(namespace: string): Promise<Cluster> {
  requirePrograms(['kubectl']);
  const { code, stdout } = await kubectl(['config', 'current-context']);
  if (code !== 0)
    throw new Failure(
      'kubectl has no current context: kubectl config use-context NAME, or KUBECONFIG, chooses one.',
    );
  const context = stdout.trim();
  const answer = await kubectl(['version', '--request-timeout=10s']);
  if (answer.code !== 0)
    throw new Failure(`The cluster of context ${context} does not answer: ${lastLine(answer.stderr)}`);
  return { context, namespace };
}

export function requirePrograms(names: readonly string[]): void {
  for (const name of names) {
    if (findOnPath([name]) !== undefined) continue;
    const how = HOW_TO_GET[name];
    throw new Failure(`${name} is not on the PATH${how === undefined ? '.' : `: ${how}.`}`);
  }
}

export function kubectl(args: readonly string[], input?: string): Promise<ToolResult> {
  return runTool('kubectl', args, input === undefined ? {} : { input });
}

/** What kubectl prints; a failure is the user's to solve, in kubectl's own words. */
export async function mustKubectl(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await kubectl(args, input);
  if (code !== 0) throw new Failure(`kubectl ${args.slice(0, 3).join(' ')}: ${stderr.trim()}`);
  return stdout;
}

export function inNamespace({ namespace }: Cluster): string[] {
  return ['--namespace', namespace];
}

/** A release's objects, by the label that every one of them has. */
export const SELECTOR = `app.kubernetes.io/instance=${RELEASE}`;

export async function helm(args: readonly string[]): Promise<ToolResult> {
  return runTool(await toolPath('helm'), args, { cwd: ROOT });
}

/** Runs a program with its output shown as it comes. */
export function show(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  return showCommand(file, args, { cwd: ROOT, env });
}

export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
