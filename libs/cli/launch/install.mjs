import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { step } from './step.mjs';

/** Installs what package-lock.json names, when it is not there yet. */
export async function install(root, environment) {
  const lock = join(root, 'package-lock.json');
  const marker = join(root, '.tenfold', 'installed');
  const hash = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const modules = join(root, 'node_modules');
  const env = { ...environment, ...npmCache(root) };

  const known = existsSync(modules) && existsSync(marker) && readFileSync(marker, 'utf8') === hash;
  if (!known && !matchesLock(lock, join(modules, '.package-lock.json'))) {
    const reason = existsSync(modules) ? 'package-lock.json has changed' : 'first start: a minute or two';
    process.stderr.write(`  npm ci       (${reason})\n`);
    // An install that is cut off must not look like one that was done before.
    rmSync(marker, { force: true });
    await step('install', 'npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { cwd: root, env });
  }
  await pinnedNode(root, env);
  if (!known) writeFileSync(marker, hash);
}

/**
 * True when npm's own record of node_modules names every package of the lock file. Somebody who has just run `npm install`
 * must not see node_modules deleted and installed again.
 */
export function matchesLock(lockFile, recordFile) {
  if (!existsSync(recordFile)) return false;
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const present = JSON.parse(readFileSync(recordFile, 'utf8')).packages;
  return Object.entries(wanted)
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.optional && !entry.peer)
    .every(([path, entry]) => present[path] !== undefined && present[path].version === entry.version);
}

/** The `node` package fetches its binary in an install script; npm may have been told not to run those. */
async function pinnedNode(root, env) {
  if (existsSync(join(root, 'node_modules', '.bin', 'node'))) return;
  const directory = join(root, 'node_modules', 'node');
  await step('node', process.execPath, ['installArchSpecificPackage.js'], { cwd: directory, env });
}

/** npm keeps its cache in HOME; where that cannot be written, the cache moves into the folder. */
function npmCache(root) {
  const configured = process.env.npm_config_cache ?? process.env.NPM_CONFIG_CACHE;
  if (configured !== undefined) return {};
  const home = process.env.HOME;
  if (home && writable(join(home, '.npm'))) return {};
  const cache = join(root, '.tenfold', 'npm-cache');
  mkdirSync(cache, { recursive: true });
  return { npm_config_cache: cache };
}

function writable(path) {
  const existing = existsSync(path) ? path : dirname(path);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    return statSync(existing).isDirectory();
  } catch {
    return false;
  }
}
