import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toolPath } from '../charts/tools.js';
import { formatDuration } from '../output/duration.js';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { ROOT } from '../root.js';
import { showJest } from '../testing/jest.js';
import { urlOf } from './address.js';
import { inNamespace, openCluster, RELEASE, show, type Cluster } from './cluster.js';
import { developmentTokens } from './development-tokens.js';
import { withKeyFile } from './key-file.js';

const SMOKE = join(ROOT, 'libs/smoke/dist/main.js');
/** These ask for what a release does not have: the gateway itself, or stores that the test may hold up. */
const LOCAL_SPECS = '/e2e/src/local/';

/** The chart's own test inside the cluster, then from here, by way of the ingress: its journeys again, and the end-to-end tests. */
export async function test(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { namespace: { type: 'string', default: 'tenfold' }, url: { type: 'string' } },
  });
  const cluster = await openCluster(values.namespace);
  const url = await urlOf(cluster, values.url);
  const pem = await keyOf(cluster);
  process.stdout.write(`Context ${cluster.context}, namespace ${cluster.namespace}, ${url}\n`);
  const suites = [
    ['helm test', () => helmTest(cluster)],
    ['smoke', () => withKeyFile(pem, (file) => smoke(url, file))],
    ['e2e', () => withKeyFile(pem, (file) => endToEnd(url, file))],
  ] as const;
  const rows = [['TESTS', 'RESULT', 'TIME']];
  let passed = true;
  for (const [name, run] of suites) {
    process.stdout.write('\n');
    const begun = performance.now();
    const ok = await run();
    rows.push([name, ok ? 'ok' : 'FAILED', formatDuration(performance.now() - begun)]);
    passed &&= ok;
  }
  process.stdout.write(`\n${table(rows)}\n`);
  return passed ? 0 : 1;
}

async function keyOf(cluster: Cluster): Promise<string> {
  const tokens = await developmentTokens(cluster);
  if (tokens !== undefined) return tokens.pem;
  throw new Failure(
    `There is no Secret ${RELEASE}-issuer in ${cluster.namespace}: only a release with global.auth.mode=development can be tested from here.`,
  );
}

async function helmTest(cluster: Cluster): Promise<boolean> {
  return show(await toolPath('helm'), [
    ...['test', RELEASE, '--logs', '--timeout', '5m', ...inNamespace(cluster)],
  ]);
}

async function smoke(url: string, keyFile: string): Promise<boolean> {
  if (!existsSync(SMOKE)) throw new Failure(`${SMOKE} is not there: the build has not made it.`);
  return show(process.execPath, [SMOKE], { ...process.env, SMOKE_URL: url, ISSUER_KEY_FILE: keyFile });
}

function endToEnd(url: string, keyFile: string): Promise<boolean> {
  return showJest(['--selectProjects', 'e2e', '--testPathIgnorePatterns', LOCAL_SPECS], {
    TENFOLD_GATEWAY_URL: url,
    ISSUER_KEY_FILE: keyFile,
  });
}
