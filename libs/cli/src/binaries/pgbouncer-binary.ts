import { join } from 'node:path';
import { libraryPathOf, loaderOf, unpackWithApt } from './apt-packages.js';
import { findOnPath, isExecutable } from './find-on-path.js';
import { runCommand } from './run-command.js';
import { isAtLeast, versionIn } from './server-binary.js';

/** The first that keeps prepared statements over transactions, without which each would be parsed again. */
const OLDEST = '1.21';
/** Debian's release whose package is new enough; Debian 12 has 1.18. */
const SUITE = 'trixie';
const PATHS = ['usr/sbin/pgbouncer', 'usr/bin/pgbouncer'];

export interface PgBouncerBinary {
  readonly command: string;
  /** Before PgBouncer's own arguments. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly version: string;
  readonly origin: string;
}

export type FoundPgBouncer =
  { readonly ok: true; readonly binary: PgBouncerBinary } | { readonly ok: false; readonly reason: string };

/** PATH, else the system's package, else that of Debian's release with its own libc; a version that is too old is passed over. */
export async function findPgBouncer(packages: string): Promise<FoundPgBouncer> {
  const onPath = findOnPath(['pgbouncer']);
  const [fromSystem, fromSuite] = [join(packages, 'pgbouncer'), join(packages, `pgbouncer-${SUITE}`)];
  const candidates = async (): Promise<PgBouncerBinary | undefined> =>
    (onPath === undefined ? undefined : await probe(onPath, [], {}, 'PATH')) ??
    (await probeSystem(fromSystem)) ??
    (await probeSuite(fromSuite));

  const reasons: string[] = [];
  let binary = await candidates();
  for (const [directory, suite] of [[fromSystem], [fromSuite, SUITE]] as const) {
    if (binary !== undefined) break;
    const unpacked = await unpackWithApt('pgbouncer', directory, suite);
    if (!unpacked.ok) reasons.push(unpacked.reason);
    else if ((binary = await candidates()) === undefined)
      reasons.push(`the package of ${suite ?? 'this system'} does not run, or is older than ${OLDEST}`);
  }
  return binary === undefined
    ? { ok: false, reason: `there is no PgBouncer ${OLDEST} or newer (${reasons.join('; ')})` }
    : { ok: true, binary };
}

function probeSystem(directory: string): Promise<PgBouncerBinary | undefined> {
  const libraries = { LD_LIBRARY_PATH: libraryPathOf(directory) };
  return probe(programIn(directory), [], libraries, 'system package');
}

async function probeSuite(directory: string): Promise<PgBouncerBinary | undefined> {
  const loader = loaderOf(directory);
  if (loader === undefined) return undefined;
  const args = ['--library-path', libraryPathOf(directory), programIn(directory)];
  return probe(loader, args, {}, `Debian ${SUITE}`);
}

function programIn(directory: string): string {
  const paths = PATHS.map((path) => join(directory, path));
  return paths.find(isExecutable) ?? join(directory, 'usr/sbin/pgbouncer');
}

async function probe(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  origin: string,
): Promise<PgBouncerBinary | undefined> {
  if (!isExecutable(command)) return undefined;
  const { code, output } = await runCommand(command, [...args, '--version'], { env: environment });
  const version = code === 0 ? versionIn(output) : undefined;
  if (version === undefined || !isAtLeast(version, OLDEST)) return undefined;
  return { command, args, environment, version, origin };
}
