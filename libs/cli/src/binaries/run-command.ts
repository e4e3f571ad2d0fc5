import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly code: number | string;
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly uid?: number;
  readonly gid?: number;
}

const KEPT_CHARACTERS = 100_000;

/** Runs a command to its end and keeps what it prints; never throws. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { input, ...rest } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...rest,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-KEPT_CHARACTERS);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => resolve({ code: 'not run', output: error.message }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? signal ?? 'unknown', output: output.trim() }),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
