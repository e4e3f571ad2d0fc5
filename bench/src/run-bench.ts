import { setTimeout as delay } from 'node:timers/promises';
import { loadOrders } from './data/load-orders.js';
import { loadQuizzes } from './data/load-quizzes.js';
import { makePeerTables } from './data/peer-tables.js';
import { evaluate, type MeasureResult } from './evaluate.js';
import { Generator } from './load/generator.js';
import { describeCommit, describeMachine, type Machine } from './machine/describe.js';
import { backgroundShare, tooBusy } from './machine/disturbance.js';
import { chooseCores, pin } from './machine/pin.js';
import { readCpu } from './machine/processes.js';
import { SpeedProbes } from './machine/speed-probes.js';
import { BenchFailure } from './failure.js';
import type { Measure } from './measures.js';
import { renderSection } from './report/table.js';
import { runSection, type Pace, type SectionResult } from './run-section.js';
import type { Prepared, Section, Setting } from './sections/section.js';
import { SECTIONS } from './sections/sections.js';
import { SERVICE_NAMES, type BenchStack } from './stack.js';
import { Random } from './statistics/random.js';
import { readVersions, type Versions } from './machine/versions.js';

export interface BenchOptions {
  readonly measures: readonly Measure[];
  readonly quick: boolean;
  readonly seed: number;
  readonly background: number;
  readonly report: (text: string) => void;
}

export interface BenchResult {
  readonly date: string;
  readonly machine: Machine;
  readonly versions: Versions;
  readonly commit: string;
  readonly seed: number;
  readonly flags: {
    readonly quick: boolean;
    readonly background: number;
    /** Whether blocks were thrown away in which the machine itself was slow (`pace.slow`). */
    readonly speedWatched: boolean;
    readonly pace: Pace;
    readonly data: object;
  };
  readonly measures: readonly MeasureResult[];
  /** Why the rest was not measured. */
  readonly stopped?: string | undefined;
}

/** Many short blocks: the interval comes from the rounds. All sections together take about an hour. */
const FULL = {
  pace: { starts: 4, rounds: 8, blockMs: 400, warmMs: 6_000, rewarmMs: 200, slow: 0.1 },
  orders: 100_000,
  quizzes: 200,
  questions: 50,
};
/** For a first look: two rounds make no interval. */
const QUICK = {
  pace: { starts: 1, rounds: 2, blockMs: 300, warmMs: 400, rewarmMs: 100, slow: 0.5 },
  orders: 6_000,
  quizzes: 10,
  questions: 20,
};
/** The machine is watched for so long before anything is started. */
const WATCHED_MS = 2_000;

/** @throws BenchFailure when others use too much of the machine, or when it cannot tell */
export async function requireQuietMachine(limit: number): Promise<void> {
  if (process.platform !== 'linux') {
    throw new BenchFailure(
      './tenfold bench reads CPU times from /proc and holds processes to processors: it needs Linux.',
    );
  }
  const before = readCpu({});
  await delay(WATCHED_MS);
  const share = backgroundShare(before, readCpu({}));
  if (share > limit) throw tooBusy(share, limit, 'before anything was started');
}

/** Loads the data, then measures section by section. Whoever calls stops the stack. */
export async function runBench(stack: BenchStack, options: BenchOptions): Promise<BenchResult> {
  const { measures, quick, seed, background, report } = options;
  const { pace, ...data } = quick ? QUICK : FULL;
  const random = new Random(seed);
  report(`\nSeed ${seed}. ${describeMachine().placement}.\n`);
  const generator = new Generator();
  const cores = chooseCores();
  const probes = cores === undefined ? undefined : SpeedProbes.start(cores.all);
  try {
    if (cores !== undefined) pin(generator.pid, cores.generator);
    const sections = SECTIONS.filter(({ name }) => measures.some(({ section }) => section === name));
    const loaded = await loadData(stack, random, data, report);
    const setting: Setting = { stack, random, pace, background, probes, report, generator, quick, ...loaded };
    const results: MeasureResult[] = [];
    let stopped: BenchFailure | undefined;
    for (const section of sections) {
      try {
        results.push(...(await measureSection(setting, section, measures)));
      } catch (error) {
        // Half an hour of measuring is not lost for a section that cannot be measured.
        if (!(error instanceof BenchFailure) || results.length === 0) throw error;
        stopped = error;
        break;
      }
    }
    return {
      date: new Date().toISOString(),
      machine: describeMachine(),
      versions: await readVersions(stack),
      commit: describeCommit(stack.root),
      seed,
      flags: { quick, background, speedWatched: probes !== undefined, pace, data },
      measures: results,
      stopped: stopped?.message,
    };
  } finally {
    generator.close();
    probes?.stop();
  }
}

export type LoadedData = Pick<Setting, 'customers' | 'quizzes'>;

export async function loadData(
  stack: BenchStack,
  random: Random,
  { orders, quizzes, questions }: { orders: number; quizzes: number; questions: number },
  report: (text: string) => void,
): Promise<LoadedData> {
  const begun = performance.now();
  report(`Loading ${orders} orders and ${quizzes} quizzes of ${questions} questions ... `);
  const [customers, published] = await Promise.all([
    loadOrders(stack, random, orders),
    loadQuizzes(stack, random, { quizzes, questions }),
  ]);
  await makePeerTables(stack);
  report(`${secondsSince(begun)} s\n\n`);
  return { customers, quizzes: published };
}

interface Started extends SectionResult {
  readonly notes: Prepared['notes'];
}

async function measureSection(
  setting: Setting,
  section: Section,
  measures: readonly Measure[],
): Promise<MeasureResult[]> {
  const { report, random } = setting;
  const begun = performance.now();
  report(`${section.title}\n  `);
  const first = await measureStart(setting, section, 0);
  const starts: [Started, ...Started[]] = [first];
  while (starts.length < first.pace.starts) starts.push(await measureStart(setting, section, starts.length));
  const measured = joined(starts);
  const results = measures
    .filter((measure) => measure.section === section.name)
    .map((measure) => evaluate(measure, measured, random, first.notes));
  report(` ${secondsSince(begun)} s\n${renderSection(measured, results)}\n\n`);
  return results;
}

/** @param starts of one section, each with other rounds */
function joined(starts: readonly [SectionResult, ...SectionResult[]]): SectionResult {
  const thrownAway: Record<string, number> = {};
  for (const start of starts) {
    for (const [name, count] of Object.entries(start.thrownAway))
      thrownAway[name] = (thrownAway[name] ?? 0) + count;
  }
  return { pace: starts[0].pace, blocks: starts.flatMap(({ blocks }) => blocks), thrownAway };
}

/** Both sides as new processes, and all their rounds. */
async function measureStart(setting: Setting, section: Section, start: number): Promise<Started> {
  const { stack } = setting;
  await restartAll(stack);
  const prepared = await section.prepare(setting);
  try {
    const pace = { ...setting.pace, ...prepared.pace };
    const measured = await runSection({ ...setting, pace }, prepared.contenders);
    await prepared.check?.(measured);
    const blocks = measured.blocks.map((block) => ({ ...block, round: start * pace.rounds + block.round }));
    return { ...measured, blocks, notes: prepared.notes };
  } finally {
    await prepared.finish?.();
    await Promise.all(prepared.peers.map((name) => stack.stopPeer(name)));
  }
}

function secondsSince(begun: number): string {
  return ((performance.now() - begun) / 1_000).toFixed(0);
}

const READY_MS = 20_000;
const POLL_MS = 50;

/** Peers are new, so services are too: one that has served other routes runs other machine code. */
async function restartAll(stack: BenchStack): Promise<void> {
  // One that is held still would not hear that it is to end.
  for (const service of SERVICE_NAMES) stack.thaw(service);
  // When one fails, whoever stops the rest must find them started.
  const restarts = await Promise.allSettled(SERVICE_NAMES.map((service) => stack.restart(service)));
  const failed = restarts.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  await wakeAll(stack);
}

/** Between sections every service runs, for whoever prepares may ask any of them. */
export async function wakeAll(stack: BenchStack): Promise<void> {
  for (const service of SERVICE_NAMES) stack.thaw(service);
  for (const service of SERVICE_NAMES) {
    for (const end = performance.now() + READY_MS; ; await delay(POLL_MS)) {
      const signal = AbortSignal.timeout(READY_MS);
      const response = await fetch(`${stack.healthUrl(service)}/readyz`, { signal }).catch(() => undefined);
      if (response?.ok === true) break;
      if (performance.now() > end)
        throw new BenchFailure(`${service} is not ready after it was started anew or held still.`);
    }
  }
}
