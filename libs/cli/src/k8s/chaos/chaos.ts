import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { deletePods, type Pod } from '@tenfold/chaos';
import { parseSeconds } from '../../output/duration.js';
import { Failure } from '../../output/failure.js';
import { urlOf } from '../address.js';
import { openCluster, RELEASE, type Cluster } from '../cluster.js';
import { developmentTokens } from '../development-tokens.js';
import { chosen } from './chosen.js';
import { ClusterStack } from './cluster-stack.js';
import { report } from './report.js';

const MOST_RATE = 1_000;
const MOST_GAP_SECONDS = 3_600;

/** Deletes the release's pods one at a time, under load, and says who was missed, for how long, and whether something is lost. */
export async function chaos(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      namespace: { type: 'string', default: 'tenfold' },
      url: { type: 'string' },
      rate: { type: 'string', default: '20' },
      'max-gap': { type: 'string', default: '30s' },
      force: { type: 'boolean', default: false },
      seed: { type: 'string' },
    },
  });
  const perSecond = inRange('rate', Number(values.rate), MOST_RATE);
  const gap = inRange('max-gap', parseSeconds(values['max-gap']) ?? Number.NaN, MOST_GAP_SECONDS);
  const seed = inRange('seed', Number(values.seed ?? randomInt(1, 1_000_000)), 2 ** 31);
  const rules = { maxGapMs: gap * 1_000, force: values.force };

  const cluster = await openCluster(values.namespace);
  const url = await urlOf(cluster, values.url);
  const stack = await openStack(cluster, url, values.force);
  const workloads = chosen(await stack.pods(), positionals);
  const wants = ({ workload }: Pod): boolean => workloads.has(workload);
  print(`Context ${cluster.context}, namespace ${cluster.namespace}, ${url}; seed ${seed}`);
  const verdict = await deletePods(stack, { ...rules, seed, perSecond, wants }, print);
  print(report(verdict, rules));
  return verdict.findings.length === 0 ? 0 : 1;
}

function inRange(name: string, value: number, most: number): number {
  if (value > 0 && value <= most) return value;
  throw new Failure(`tenfold k8s chaos: --${name} is more than 0 and at most ${most}.`, 2);
}

async function openStack(cluster: Cluster, url: string, force: boolean): Promise<ClusterStack> {
  const tokens = await developmentTokens(cluster);
  if (tokens === undefined)
    throw new Failure(
      `There is no Secret ${RELEASE}-issuer in ${cluster.namespace}: only a release with global.auth.mode=development can be loaded from here.`,
    );
  return ClusterStack.open({ cluster, url, tokens, force });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
