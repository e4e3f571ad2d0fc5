import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toolPath } from '../charts/tools.js';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { ROOT } from '../root.js';
import { urlOf } from './address.js';
import { inNamespace, openCluster, RELEASE, show, type Cluster } from './cluster.js';
import { developmentTokens } from './development-tokens.js';

const SMOKE = join(ROOT, 'libs/smoke/dist/main.js');

/** The chart's own test inside the cluster, then the same journeys from here, by way of the ingress. */
export async function test(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { namespace: { type: 'string', default: 'tenfold' }, url: { type: 'string' } },
  });
  const cluster = await openCluster(values.namespace);
  const url = await urlOf(cluster, values.url);
  process.stdout.write(`Context ${cluster.context}, namespace ${cluster.namespace}, ${url}\n\n`);
  const inside = await show(await toolPath('helm'), [
    ...['test', RELEASE, '--logs', '--timeout', '5m', ...inNamespace(cluster)],
  ]);
  process.stdout.write('\n');
  const outside = await smoke(cluster, url);
  const result = (passed: boolean): string => (passed ? 'ok' : 'FAILED');
  process.stdout.write(
    `\n${table([
      ['TESTS', 'RESULT'],
      ['helm test', result(inside)],
      [`smoke ${url}`, result(outside)],
    ])}\n`,
  );
  return inside && outside ? 0 : 1;
}

async function smoke(cluster: Cluster, url: string): Promise<boolean> {
  if (!existsSync(SMOKE)) throw new Failure(`${SMOKE} is not there: the build has not made it.`);
  const tokens = await developmentTokens(cluster);
  if (tokens === undefined)
    throw new Failure(
      `There is no Secret ${RELEASE}-issuer in ${cluster.namespace}: only a release with global.auth.mode=development can be tested from here.`,
    );
  const folder = join(ROOT, '.tenfold', 'tmp');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `issuer-${process.pid}.pem`);
  writeFileSync(file, tokens.pem, { mode: 0o600 });
  try {
    return await show(process.execPath, [SMOKE], { ...process.env, SMOKE_URL: url, ISSUER_KEY_FILE: file });
  } finally {
    rmSync(file);
  }
}
