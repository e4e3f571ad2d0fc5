// What runs before anything is installed: plain JavaScript for Node 20, without a single dependency.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt, markBuilt, snapshot } from './built.mjs';
import { nearest, overview, page, version, VERBS } from './help.mjs';
import { install } from './install.mjs';
import { succeeds } from './step.mjs';

const GO_ON = 200;
const OLDEST_NODE = 20;
/** Verbs that say how long they took, install and build included. */
const TIMED = ['up', 'dev'];

const root = fileURLToPath(new URL('../../../', import.meta.url));
const [verb, ...rest] = process.argv.slice(2);

answerHelp();
const major = Number(process.versions.node.split('.')[0]);
if (major < OLDEST_NODE) fail(`tenfold needs Node.js ${OLDEST_NODE} or newer; this is ${process.version}.`);
if (process.platform === 'win32') fail('tenfold runs on Linux and macOS. On Windows, use it inside WSL.');

const environment = folders();
noteBegin();
await build(VERBS[verb].build);
process.exit(GO_ON);

function answerHelp() {
  const options = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (verb === undefined || ['help', '--help', '-h'].includes(verb)) {
    const known = rest[0] !== undefined && Object.hasOwn(VERBS, rest[0]);
    print(known ? page(rest[0]) : overview());
    process.exit(0);
  }
  if (['version', '--version'].includes(verb)) {
    print(version());
    process.exit(0);
  }
  if (!Object.hasOwn(VERBS, verb)) {
    const meant = nearest(verb);
    process.stderr.write(
      `tenfold: there is no verb "${verb}"${meant ? `; did you mean "${meant}"?` : '.'}\n\n`,
    );
    process.stderr.write(`${overview()}\n`);
    process.exit(2);
  }
  if (options.includes('--help') || options.includes('-h')) {
    print(page(verb));
    process.exit(0);
  }
}

async function build(when) {
  const hasProgram = existsSync(join(root, 'libs/cli/dist/main.js'));
  if (hasProgram && (when === 'missing' || isBuilt(root))) return;
  await install(root, environment);
  const { sources } = snapshot(root);
  const nx = [join(root, 'node_modules/nx/dist/bin/nx.js'), join(root, 'node_modules/nx/bin/nx.js')].find(
    existsSync,
  );
  const args = [nx, 'run-many', '-t', 'build', '--output-style=static'];
  if (await succeeds('build', process.execPath, args, { cwd: root, env: environment })) {
    markBuilt(root, sources);
    return;
  }
  if (when !== 'wanted' || !hasProgram) process.exit(1);
  process.stderr.write('\nThe sources do not build; this goes on with what was built before.\n\n');
}

/** For the program, which has the process id of the shell that waits for this one, and tells how long the whole took. */
function noteBegin() {
  if (!TIMED.includes(verb)) return;
  writeFileSync(join(root, '.tenfold', 'tmp', `begun-${process.ppid}`), String(performance.timeOrigin));
}

/** Keeps npm, Nx and what they start from writing anywhere but below this folder. */
function folders() {
  const temporary = join(root, '.tenfold', 'tmp');
  try {
    mkdirSync(temporary, { recursive: true });
  } catch (error) {
    fail(`tenfold keeps its data in ${join(root, '.tenfold')}, and cannot write there: ${error.message}`);
  }
  return {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`,
    TMPDIR: temporary,
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    NX_CACHE_DIRECTORY: join(root, '.nx', 'cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx', 'workspace-data'),
    NX_NATIVE_FILE_CACHE_DIRECTORY: join(root, '.nx', 'native'),
    NX_NO_CLOUD: 'true',
  };
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
