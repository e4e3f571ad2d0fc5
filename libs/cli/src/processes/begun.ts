import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.js';

/**
 * Since `./tenfold` was called, install and build included: its launcher has noted the time under the process id that the shell has handed
 * on to this program. Without such a note, since this program was started.
 * @param directory where the launcher notes it
 */
export function millisecondsSinceCall(directory = join(ROOT, '.tenfold', 'tmp')): number {
  return (
    performance.timeOrigin +
    performance.now() -
    (noted(join(directory, `begun-${process.pid}`)) ?? performance.timeOrigin)
  );
}

function noted(file: string): number | undefined {
  try {
    const begun = Number(readFileSync(file, 'utf8'));
    rmSync(file);
    return begun > 0 && begun <= performance.timeOrigin ? begun : undefined;
  } catch {
    return undefined;
  }
}
