import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { chooseCores } from './pin.js';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  /** Who ran where. */
  readonly placement: string;
}

export function describeMachine(): Machine {
  const cores = chooseCores();
  const stores = 'Postgres, Redis and NATS wherever there is room, on the same processors';
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    placement:
      cores === undefined
        ? `nothing pinned (taskset or a second processor is missing); ${stores}`
        : `servers on processor ${cores.server}, generator on ${cores.generator}, and all that is placed on either; ${stores}`,
  };
}

/** The commit that was measured, with a mark where the work tree differed. */
export function describeCommit(root: string): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}
