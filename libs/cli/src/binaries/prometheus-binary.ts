import { join } from 'node:path';
import { Failure } from '../output/failure.js';
import { ROOT } from '../root.js';
import { libraryPathOf, unpackWithApt } from './apt-packages.js';
import { findOnPath, isExecutable } from './find-on-path.js';

/** The package of Prometheus holds both. */
export type PrometheusProgram = 'prometheus' | 'promtool';

const UNPACKED = join(ROOT, '.tenfold', 'packages', 'prometheus');

/** On the PATH, or unpacked before. */
export function installedPrometheus(program: PrometheusProgram): string | undefined {
  const unpacked = join(UNPACKED, 'usr', 'bin', program);
  return findOnPath([program]) ?? (isExecutable(unpacked) ? unpacked : undefined);
}

/** PATH, else the system's package, unpacked. Its go.mod has replacements, so `go install` refuses it. */
export async function findPrometheus(program: PrometheusProgram): Promise<string> {
  const installed = installedPrometheus(program);
  if (installed !== undefined) return installed;
  const unpacked = await unpackWithApt('prometheus', UNPACKED);
  const path = installedPrometheus(program);
  if (path !== undefined) return path;
  throw new Failure(
    `${program} is missing (${unpacked.ok ? 'the unpacked package does not hold it' : unpacked.reason}). Get it by: ` +
      'apt-get install prometheus (Debian, Ubuntu), brew install prometheus (macOS), ' +
      'or from https://prometheus.io/download; go install refuses it.',
  );
}

/** What it needs in its environment: an unpacked one has its libraries beside it. */
export function prometheusEnvironment(path: string): Readonly<Record<string, string>> {
  return path.startsWith(UNPACKED) ? { LD_LIBRARY_PATH: libraryPathOf(UNPACKED) } : {};
}
