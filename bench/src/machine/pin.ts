import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Which processor serves and which one asks; undefined where there is only one, or nobody who can pin. */
export interface Cores {
  readonly server: number;
  readonly generator: number;
  readonly all: readonly number[];
}

/** The first processor asks and the last one serves; stores go wherever there is room, which the result says. */
export function chooseCores(count = availableParallelism()): Cores | undefined {
  if (count < 2 || !canPin()) return undefined;
  return { server: count - 1, generator: 0, all: Array.from({ length: count }, (_, core) => core) };
}

/** All threads of a process, those included that it starts later. */
export function pin(pid: number, ...cores: readonly number[]): void {
  try {
    execFileSync('taskset', ['-acp', cores.join(), String(pid)], { stdio: 'ignore' });
  } catch {
    // It may have ended meanwhile; whoever needs it finds that out with a better message.
  }
}

function canPin(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
