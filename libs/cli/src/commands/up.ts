import { parseArgs } from 'node:util';
import { formatDuration } from '../output/duration.js';
import { Failure } from '../output/failure.js';
import { step } from '../output/steps.js';
import { printWelcome } from '../output/welcome.js';
import { requireReachablePorts } from '../ports/blocked-ports.js';
import { millisecondsSinceCall } from '../processes/begun.js';
import { loadSmallSeed } from '../seed/small-seed.js';
import { hasData, markCounted, uncounted } from '../stack/counted-sums.js';
import { requireFreeStackPorts } from '../stack/free-ports.js';
import { lockStack } from '../stack/lock-stack.js';
import { readMoves, renderMoves } from '../stack/moves.js';
import { mainProfile, rememberOffset, type Profile } from '../stack/profile.js';
import type { ServiceName } from '../stack/service-names.js';
import { requireSamePorts } from '../stack/require-same-ports.js';
import { startPrometheus, startStack } from '../stack/stack.js';
import { runRebuild } from './rebuild.js';

export async function up(args: string[]): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args,
    options: { 'no-seed': flag, pooler: flag, observe: flag, traces: { type: 'string' } },
  });
  const profile = mainProfile();
  const pooled = profile.pooled || values.pooler;
  await bringUp(
    { ...profile, pooled, traces: collectorUrl(values.traces) },
    !values['no-seed'],
    values.observe,
  );
  return 0;
}

function collectorUrl(text: string | undefined): string | undefined {
  if (text === undefined || /^https?:\/\/[^/]/.test(text)) return text;
  throw new Failure(`--traces is the address of a collector, such as http://localhost:4318, not "${text}".`);
}

/** Only after a release that keeps new sums: those know nothing yet of what was there before. */
async function countAgain(profile: Profile, services: readonly ServiceName[]): Promise<string> {
  const counted: string[] = [];
  for (const service of services) {
    const reports = await runRebuild(service, []);
    markCounted(profile, service);
    counted.push(...reports.map(({ target, rebuilt }) => `${service} ${target} ${rebuilt}`));
  }
  return `made again: ${counted.join(', ')}`;
}

/** Starts and seeds the main stack, holding its lock meanwhile. */
export async function bringUp(profile: Profile, withSeed: boolean, observed = false): Promise<void> {
  requireReachablePorts(profile.offset);
  const release = lockStack(profile, 'up');
  requireSamePorts(profile);
  await requireFreeStackPorts(profile, observed);
  rememberOffset();
  process.once('SIGINT', () => {
    process.stdout.write(
      '\n\nInterrupted. ./tenfold up goes on from here, ./tenfold down stops what was started.\n',
    );
    process.exit(130);
  });
  const old = hasData(profile);
  await startStack(profile);
  await startPrometheus(profile, observed);
  const due = uncounted(profile);
  if (old && due.length > 0) await step('sums', () => countAgain(profile, due));
  else due.forEach((service) => markCounted(profile, service));
  process.stdout.write(renderMoves(await readMoves(profile)));
  if (withSeed) await step('seed', () => loadSmallSeed(profile));
  release();
  process.stdout.write(`\nReady in ${formatDuration(millisecondsSinceCall())}.\n\n`);
  await printWelcome(profile, observed);
}
