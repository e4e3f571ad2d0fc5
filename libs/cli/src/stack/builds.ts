import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.js';

const IMPORT = /(?:from|import)\s*\(?['"]@tenfold\/([a-z-]+)/g;

/** The libraries that a compiled text imports. */
export function importsOf(text: string): string[] {
  return [...new Set([...text.matchAll(IMPORT)].map((match) => match[1] ?? ''))];
}

/** A project's folder and those of all libraries it is built from, such as services/orders, libs/ids, libs/money. */
export function foldersBehind(folder: string, seen = new Set<string>()): Set<string> {
  if (seen.has(folder)) return seen;
  seen.add(folder);
  for (const file of compiledFiles(folder)) {
    for (const library of importsOf(readFileSync(file, 'utf8'))) foldersBehind(join('libs', library), seen);
  }
  return seen;
}

/** A hash of all compiled code that a program consists of: it changes when, and only when, a restart would change something. */
export function buildVersion(folder: string): string {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  for (const file of [...foldersBehind(folder)].sort().flatMap(compiledFiles))
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

function compiledFiles(folder: string): string[] {
  const dist = join(ROOT, folder, 'dist');
  if (!existsSync(dist)) return [];
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .sort()
    .map((name) => join(dist, name));
}
