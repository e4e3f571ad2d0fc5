import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { renderEnvTable, type EnvRow } from '@tenfold/config';
import type { GeneratedFile } from './generated-file.js';
import { replaceBetween } from './markers.js';

const run = promisify(execFile);

/** Programs among the libraries. */
const PROGRAMS = ['libs/gateway', 'libs/issuer', 'libs/smoke'];

/** The table of variables in the README of every project that runs as a process. Needs their `dist`. */
export async function envTables(root: string): Promise<GeneratedFile[]> {
  const services = (await readdir(join(root, 'services'))).map((name) => `services/${name}`);
  const files: GeneratedFile[] = [];
  for (const project of [...services.sort(), ...PROGRAMS]) {
    const path = `${project}/README.md`;
    const readme = existsSync(join(root, path)) ? await readFile(join(root, path), 'utf8') : '';
    const table = renderEnvTable(await readShape(join(root, project, 'dist/env.js')));
    files.push({ path, content: replaceBetween(readme, 'env', table, path) });
  }
  return files;
}

async function readShape(file: string): Promise<EnvRow[]> {
  if (!existsSync(file)) throw new Error(`${file} is missing: build first (npx nx run-many -t build)`);
  // Nothing of this shell's environment: a variable that happens to be set must not change what is generated.
  const env = { PATH: '' };
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'env-shape.main.js'), file], {
    env,
  });
  return JSON.parse(stdout) as EnvRow[];
}
