// Puts together what a service's image holds: the service, the libraries that it imports, and production dependencies.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';

/** Programs of their own that the chart runs in a service's image: its test, and the issuer of a development cluster. */
const PROGRAMS = ['smoke', 'issuer'];
/** Suites that a library exports to its own tests; nothing that runs loads them. */
const TESTS = /(^|\/)testing\/|spec\.ts$/;
/** A peer of @nestjs/swagger's, for its compiler plugin alone: 20 MB. */
const UNUSED = ['typescript'];
/** Of packages: types, maps and manuals are half of their bytes, and nothing reads them at run time. */
const NOT_RUN = /\.(d\.[cm]?ts|map|md|markdown)$/;

const [service, target] = process.argv.slice(2);
if (!existsSync(join('services', service ?? '', 'package.json'))) {
  throw new Error(`SERVICE must be one of ${readdirSync('services').join(', ')}, not "${service}"`);
}
const root = join('services', service);
const libraries = [...closure([root, ...PROGRAMS.map((name) => join('libs', name))])];
const projects = [root, ...libraries];
for (const project of projects) build(project);
run('npm', ['prune', '--omit=dev', '--ignore-scripts']);

for (const project of projects) {
  for (const part of ['package.json', 'dist'])
    cpSync(join(project, part), join(target, project, part), { recursive: true });
}
symlinkSync(root, join(target, 'service'));
for (const name of ['@tenfold', ...UNUSED])
  rmSync(join('node_modules', name), { recursive: true, force: true });
cpSync('node_modules', join(target, 'node_modules'), {
  recursive: true,
  filter: (path) => !NOT_RUN.test(path),
});
mkdirSync(join(target, 'node_modules/@tenfold'));
for (const library of libraries) {
  symlinkSync(join('../..', library), join(target, 'node_modules/@tenfold', library.split('/')[1]));
}

const files = readdirSync(target, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name));
// The image for another processor gets the same files, so none may be for one.
const native = files.filter((name) => /\.(node|so(\.\d+)*)$/.test(name));
if (native.length > 0) throw new Error(`only for this processor: ${native.join(', ')}`);
const bytes = files.reduce((sum, name) => sum + statSync(name).size, 0);
console.log(`${service}: ${(bytes / 1e6).toFixed(1)} MB in ${files.length} files beside Node`);

/** The libraries that these projects import, and those that they import in turn. */
function closure(projects) {
  const found = new Set(projects.filter((project) => project.startsWith('libs/')));
  const queue = [...projects];
  for (const project of queue) {
    for (const name of importsOf(join(project, 'src'))) {
      const library = join('libs', name);
      if (found.has(library)) continue;
      found.add(library);
      queue.push(library);
    }
  }
  return found;
}

function importsOf(folder) {
  const sources = readdirSync(folder, { recursive: true }).filter(
    (name) => name.endsWith('.ts') && !TESTS.test(name),
  );
  return sources.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/from '@tenfold\/([a-z-]+)'/g)].map(
      ([, library]) => library,
    ),
  );
}

function build(project) {
  const swc = join(process.cwd(), 'node_modules/.bin/swc');
  run(
    swc,
    ['src', '--out-dir', 'dist', '--strip-leading-paths', '--config-file', '../../.swcrc', '--quiet'],
    project,
  );
}

function run(command, args, cwd = '.') {
  execFileSync(command, args, { cwd, stdio: 'inherit' });
}
