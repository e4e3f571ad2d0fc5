import { parseArgs } from 'node:util';
import { runCommand } from '../binaries/run-command.js';
import { withoutLinks } from '../charts/rendering.js';
import { formatDuration } from '../output/duration.js';
import { Failure } from '../output/failure.js';
import { step } from '../output/steps.js';
import { ROOT } from '../root.js';
import { sendSmallSeed } from '../seed/small-seed.js';
import { SERVICES } from '../stack/service-names.js';
import { urlOf } from './address.js';
import {
  helm,
  inNamespace,
  kubectl,
  mustKubectl,
  openCluster,
  RELEASE,
  requirePrograms,
  type Cluster,
} from './cluster.js';
import { developmentTokens } from './development-tokens.js';
import { imageTag } from './image-tag.js';
import { commandsFor, imageRoute, repositoryOf, type Image } from './images.js';
import { tellingPending, type PendingPod } from './pending.js';

const CHART = 'charts/tenfold';
const DEVELOPMENT = `${CHART}/ci/development-values.yaml`;
const FIRST_PATH = '/v1/quizzes?limit=1';
const PATIENCE_MS = 60_000;

export async function up(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      namespace: { type: 'string', default: 'tenfold' },
      timeout: { type: 'string', default: '10m' },
      values: { type: 'string', multiple: true, default: [] },
      set: { type: 'string', multiple: true, default: [] },
      url: { type: 'string' },
      'no-seed': { type: 'boolean', default: false },
    },
  });
  const begun = performance.now();
  const cluster = await openCluster(values.namespace);
  process.stdout.write(`Context ${cluster.context}, namespace ${cluster.namespace}\n`);
  const images = await buildImages(cluster);
  await step('namespace', () => applyNamespace(cluster));
  await step('helm', () => install(cluster, images, values));
  process.stdout.write(`\nReady in ${formatDuration(performance.now() - begun)}.\n\n`);
  await printWelcome(cluster, await urlOf(cluster, values.url), !values['no-seed']);
  return 0;
}

async function buildImages({ context }: Cluster): Promise<readonly Image[]> {
  const route = imageRoute(context, process.env);
  const images = SERVICES.map((service) => ({
    service,
    repository: repositoryOf(service, process.env),
    tag: imageTag(ROOT, service),
  }));
  for (const image of images) {
    const commands = commandsFor(route, image);
    requirePrograms(commands.map(([program = '']) => program));
    await step(image.service, async () => {
      for (const [program = '', ...rest] of commands) {
        const { code, output } = await runCommand(program, rest, { cwd: ROOT });
        if (code !== 0) throw new Failure(`${program} ${rest.join(' ')} ended with ${code}:\n${output}`);
      }
      return `${image.repository}:${image.tag}`;
    });
  }
  return images;
}

/** With the label by which the API server refuses pods that may do more than they need. */
async function applyNamespace({ namespace }: Cluster): Promise<undefined> {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
  await mustKubectl(['apply', '-f', '-'], JSON.stringify(object));
  return undefined;
}

async function install(
  cluster: Cluster,
  images: readonly Image[],
  options: { readonly values: string[]; readonly set: string[]; readonly timeout: string },
): Promise<string> {
  const settings = images.flatMap(({ service, repository, tag }) => [
    `${service}.image.repository=${repository}`,
    `${service}.image.tag=${tag}`,
    // Load and tests come from one address, as in the stacks of up and test.
    `${service}.env.RATE_LIMIT_ANONYMOUS=off`,
    `${service}.env.RATE_LIMIT_PRINCIPAL=off`,
  ]);
  const { code, stderr } = await tellingPending(cluster, tellPending, () =>
    helm([
      ...['upgrade', '--install', RELEASE, CHART, ...inNamespace(cluster)],
      ...[DEVELOPMENT, ...options.values].flatMap((file) => ['--values', file]),
      ...settings.flatMap((setting) => ['--set-string', setting]),
      ...options.set.flatMap((setting) => ['--set', setting]),
      ...['--wait', '--timeout', options.timeout],
    ]),
  );
  if (code === 0) return RELEASE;
  throw new Failure(`helm: ${withoutLinks(stderr)}\n\n${await stateOf(cluster)}`);
}

function tellPending({ pod, why }: PendingPod): void {
  process.stdout.write(`\n    ${pod} waits for a node: ${why}\n    `);
}

/** What somebody would look at first: the pods, and what the cluster complains of. */
async function stateOf(cluster: Cluster): Promise<string> {
  const pods = await kubectl(['get', 'pods', '-o', 'wide', ...inNamespace(cluster)]);
  const warnings = ['--field-selector', 'type=Warning', '--sort-by', '.lastTimestamp'];
  const events = await kubectl(['get', 'events', ...warnings, ...inNamespace(cluster)]);
  return [pods.stdout.trim(), events.stdout.trim().split('\n').slice(-15).join('\n')].join('\n\n');
}

async function printWelcome(cluster: Cluster, url: string, withSeed: boolean): Promise<void> {
  const tokens = withSeed ? await developmentTokens(cluster) : undefined;
  const first = `${url}${FIRST_PATH}`;
  const answer = await firstAnswer(first, () => true);
  if (tokens !== undefined) await step('seed', () => sendSmallSeed(url, tokens.mint));
  // A page from before the seed is kept for a second.
  const shown =
    tokens === undefined ? answer : await firstAnswer(first, (text) => !text.includes('"items":[]'));
  const namespace = cluster.namespace === RELEASE ? '' : ` --namespace ${cluster.namespace}`;
  process.stdout.write(`
API   ${url}/v1/quizzes, /v1/attempts, /v1/orders, /v1/customers, /v1/order-items

Try:
  curl '${url}${FIRST_PATH}'
    ${shown.slice(0, 320)}

  ./tenfold k8s test${namespace}, ./tenfold k8s load${namespace}, ./tenfold k8s down${namespace}
`);
}

/** A controller that has not yet seen the new routes answers 404 for a while. */
async function firstAnswer(url: string, wanted: (text: string) => boolean): Promise<string> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const problem = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      async (response) => {
        const text = await response.text();
        return response.ok && wanted(text) ? { text } : `answered ${response.status}: ${text}`;
      },
      (error: unknown) => `does not answer: ${String(error)}`,
    );
    if (typeof problem === 'object') return problem.text;
    if (Date.now() > end) throw new Failure(`The release is installed, but ${url} ${problem}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
