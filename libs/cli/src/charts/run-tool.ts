import { execFile } from 'node:child_process';

export interface ToolResult {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** A chart with dashboards renders to megabytes. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Runs a program to its end and keeps all that it prints, standard output apart: that is read by other programs. */
export function runTool(
  file: string,
  args: readonly string[],
  { cwd, input, env }: { cwd?: string; input?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<ToolResult> {
  return new Promise((resolve) => {
    const options = {
      maxBuffer: MOST_BYTES,
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
    };
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : (error.code ?? error.signal ?? 'unknown');
      resolve({ code, stdout, stderr: stderr === '' && error !== null ? error.message : stderr });
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
