import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What decides the build besides the projects: the inputs that nx.json names. */
const SHARED = ['package.json', 'package-lock.json', 'nx.json', '.swcrc', 'tsconfig.base.json'];
/** Folders of projects, and projects. */
const GROUPS = ['libs', 'services'];
const SINGLE = ['bench'];
/** What must have been installed for it. */
const INSTALLED = ['node_modules/.package-lock.json', 'node_modules/.bin/node'];

/**
 * All that is built and all that it is built from, as size and times of each file: 4,000 files take 50 ms, where Nx takes a second to say that
 * nothing has changed. The time of a file's last change of any kind cannot be set back, so a copy with an old date is seen too.
 */
export function snapshot(root) {
  const groups = GROUPS.flatMap((group) => names(join(root, group)).map((name) => join(group, name)));
  const projects = [...groups, ...SINGLE];
  const sources = [...SHARED, ...projects.flatMap((project) => files(root, project, isSource))];
  const outputs = projects.flatMap((project) => files(root, join(project, 'dist'), () => true));
  return { sources: hashOf(root, sources), outputs: hashOf(root, [...INSTALLED, ...outputs]) };
}

/** Whether everything is as the last build has left it. */
export function isBuilt(root) {
  const known = read(stamp(root));
  if (known === undefined) return false;
  const { sources, outputs } = snapshot(root);
  return known === `${sources} ${outputs}`;
}

/** @param sources as they were before the build began: what has changed meanwhile may be in it or not */
export function markBuilt(root, sources) {
  mkdirSync(dirname(stamp(root)), { recursive: true });
  writeFileSync(stamp(root), `${sources} ${snapshot(root).outputs}`);
}

function stamp(root) {
  return join(root, '.tenfold', 'built');
}

function isSource(name, isDirectory) {
  if (isDirectory) return !['node_modules', 'dist', 'test'].includes(name);
  return !name.endsWith('spec.ts');
}

function files(root, folder, wanted) {
  return entries(join(root, folder)).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!wanted(entry.name, entry.isDirectory())) return [];
    return entry.isDirectory() ? files(root, path, wanted) : [path];
  });
}

function hashOf(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths.sort()) {
    const { size, mtimeMs, ctimeMs } = statSync(join(root, path), { throwIfNoEntry: false }) ?? {};
    hash.update(`${path}\0${size}\0${mtimeMs}\0${ctimeMs}\0`);
  }
  return hash.digest('hex');
}

function names(folder) {
  return entries(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function entries(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
