import { parseArgs } from 'node:util';
import { parseSeconds } from '../../output/duration.js';
import { Failure } from '../../output/failure.js';
import { table } from '../../output/table.js';
import { urlOf } from '../address.js';
import { openCluster, RELEASE, type Cluster } from '../cluster.js';
import { developmentTokens } from '../development-tokens.js';
import { openLoop, type LoadRequest } from './open-loop.js';
import { readScale } from './scale.js';
import { get, prepare, SCENARIOS, type Scenario } from './scenarios.js';
import { failuresOf, milliseconds, Summary } from './summary.js';

const REPORT_MS = 5_000;
const MOST_RATE = 5_000;
const MOST_SECONDS = 3_600;
const PARTS = [0.5, 0.95, 0.99];

/** A steady rate of requests from here, and how the platform answers and scales meanwhile. */
export async function load(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      namespace: { type: 'string', default: 'tenfold' },
      url: { type: 'string' },
      rate: { type: 'string', default: '100' },
      duration: { type: 'string', default: '60s' },
      scenario: { type: 'string' },
      path: { type: 'string' },
    },
  });
  const rate = inRange('rate', Number(values.rate), MOST_RATE);
  const seconds = inRange('duration', parseSeconds(values.duration) ?? Number.NaN, MOST_SECONDS);
  const cluster = await openCluster(values.namespace);
  const url = await urlOf(cluster, values.url);
  const request = await requestsOf(cluster, url, values);
  process.stdout.write(`Context ${cluster.context}, ${url}: ${rate} requests a second for ${seconds} s\n\n`);
  const total = await run(cluster, { url, rate, seconds, request });
  process.stdout.write(`\n${report(total, seconds)}\n`);
  return total.failures.length === 0 && total.skipped === 0 ? 0 : 1;
}

function inRange(name: string, value: number, most: number): number {
  if (value > 0 && value <= most) return value;
  throw new Failure(`tenfold k8s load: --${name} is more than 0 and at most ${most}.`, 2);
}

async function requestsOf(
  cluster: Cluster,
  url: string,
  { scenario, path }: { readonly scenario?: string; readonly path?: string },
): Promise<(index: number) => LoadRequest> {
  if (path !== undefined && scenario !== undefined)
    throw new Failure('tenfold k8s load: --path or --scenario, not both.', 2);
  if (path !== undefined) return get(path.startsWith('/') ? path : `/${path}`);
  const tokens = await developmentTokens(cluster);
  return prepare(asScenario(scenario ?? 'read'), {
    url,
    mint: (options) => {
      if (tokens !== undefined) return tokens.mint(options);
      throw new Failure(
        `There is no Secret ${RELEASE}-issuer in ${cluster.namespace}: without it only --scenario read and --path can be loaded.`,
      );
    },
  });
}

function asScenario(word: string): Scenario {
  const scenario = SCENARIOS.find((one) => one === word);
  if (scenario === undefined)
    throw new Failure(
      `tenfold k8s load: there is no scenario "${word}"; there are ${SCENARIOS.join(', ')}.`,
      2,
    );
  return scenario;
}

async function run(
  cluster: Cluster,
  options: Pick<Parameters<typeof openLoop>[0], 'url' | 'rate' | 'seconds' | 'request'>,
): Promise<Summary> {
  const total = new Summary();
  let recent = new Summary();
  const begun = performance.now();
  const reports: Promise<void>[] = [];
  const timer = setInterval(() => {
    const done = recent;
    recent = new Summary();
    const second = Math.round((performance.now() - begun) / 1_000);
    reports.push(readScale(cluster).then((scale) => print(second, done, scale)));
  }, REPORT_MS);
  await openLoop({
    ...options,
    onSample: (sample) => {
      total.add(sample);
      recent.add(sample);
    },
    onSkip: () => {
      total.skip();
      recent.skip();
    },
  });
  clearInterval(timer);
  await Promise.all(reports);
  return total;
}

function print(second: number, summary: Summary, scale: string): void {
  const [p50 = Number.NaN, , p99 = Number.NaN] = summary.percentiles(PARTS);
  const rate = Math.round((summary.count * 1_000) / REPORT_MS);
  const latency = `p50 ${milliseconds(p50)} p99 ${milliseconds(p99)} ms`;
  process.stdout.write(
    `${String(second).padStart(5)} s  ${String(rate).padStart(5)}/s  ${latency}  bad ${failuresOf(summary)}  |  ${scale}\n`,
  );
}

function report(summary: Summary, seconds: number): string {
  return table([
    ['REQUESTS', 'RATE', 'P50 MS', 'P95 MS', 'P99 MS', 'NOT 2XX'],
    [
      String(summary.count),
      `${(summary.count / seconds).toFixed(1)}/s`,
      ...summary.percentiles(PARTS).map(milliseconds),
      failuresOf(summary),
    ],
  ]);
}
