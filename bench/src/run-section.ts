import type { Block, Contender } from './contender.js';
import { backgroundShare, slowLimit, tooBusy, tooUneven } from './machine/disturbance.js';
import { chooseCores, pin } from './machine/pin.js';
import { now, type SpeedProbes } from './machine/speed-probes.js';
import { readCpu, type CpuTimes } from './machine/processes.js';
import { schedule } from './schedule.js';
import { SERVICE_NAMES, type BenchStack } from './stack.js';
import type { Random } from './statistics/random.js';

/** How long and how often is measured. */
export interface Pace {
  /** How many times both sides are started anew: two processes of one program differ by up to a fifth, for as long as they run. */
  readonly starts: number;
  /** After each start. */
  readonly rounds: number;
  readonly blockMs: number;
  /** Before the first block of each contender. */
  readonly warmMs: number;
  /** Before each block: connections are open again, and what was held still has found its feet. */
  readonly rewarmMs: number;
  /** The share of a block in which the machine itself may be slow; more where too many are (`slowLimit`). */
  readonly slow: number;
}

export interface Session {
  readonly stack: BenchStack;
  readonly random: Random;
  readonly pace: Pace;
  /** The share of the machine that others may use during a block. */
  readonly background: number;
  /** Undefined where the machine's speed cannot be watched. */
  readonly probes: SpeedProbes | undefined;
  readonly report: (text: string) => void;
}

export interface SectionResult {
  readonly blocks: readonly Block[];
  readonly pace: Pace;
  /** By contender: blocks that others, on this machine or beside it, have disturbed. They are measured again, and not counted. */
  readonly thrownAway: Readonly<Record<string, number>>;
}

/** Measures the contenders in short blocks, each round in another random order; a disturbed block is thrown away and repeated. */
export async function runSection(session: Session, contenders: readonly Contender[]): Promise<SectionResult> {
  const { stack, random, pace, background, report } = session;
  const blocks: Block[] = [];
  const thrownAway: Record<string, number> = {};
  let [busy, slow] = [0, 0];
  // A machine on which every other block is disturbed by its own processes, or six of seven by others beside it, is no place to measure.
  const most = Math.max(3, contenders.length * pace.rounds);
  const mostUneven = 6 * most;
  for (const contender of contenders) {
    await arrange(stack, contender);
    await contender.verify();
    await contender.warm(pace.warmMs);
  }
  for (const { round, contender } of schedule(contenders, pace.rounds, random)) {
    for (;;) {
      const block = await measure(session, contender, round);
      const limit = slowLimit(pace.slow, slow, most);
      if (block.background <= background && block.slow <= limit) {
        blocks.push(block);
        report('.');
        break;
      }
      report('x');
      thrownAway[contender.name] = (thrownAway[contender.name] ?? 0) + 1;
      if (block.background > background && (busy += 1) >= most)
        throw tooBusy(block.background, background, 'while it was measured');
      if (block.slow > limit && (slow += 1) >= mostUneven) throw tooUneven(block.slow, limit);
    }
  }
  return { blocks, thrownAway, pace };
}

async function measure(
  { stack, pace, probes }: Session,
  contender: Contender,
  round: number,
): Promise<Block> {
  await arrange(stack, contender);
  await contender.verify();
  await contender.warm(pace.rewarmMs);
  const pids = stack.pids();
  const [before, begun] = [readCpu(pids), now()];
  const work = await contender.work(pace.blockMs);
  const [ended, after] = [now(), readCpu(pids)];
  const cpu = cpuOf(before, after, work.done);
  return {
    contender: contender.name,
    round,
    ...work,
    cpu,
    cpuCounted: contender.counted.reduce((sum, name) => sum + (cpu[name] ?? 0), 0),
    generatorShare: work.generatorShare,
    background: backgroundShare(before, after),
    slow: (await probes?.slowShare(begun, ended)) ?? 0,
  };
}

/** Microseconds for each thing done; processes that did nothing are left out. */
function cpuOf(before: CpuTimes, after: CpuTimes, done: number): Record<string, number> {
  const spent = Object.entries(after.byName).map(([name, seconds]): [string, number] => [
    name,
    ((seconds - (before.byName[name] ?? 0)) * 1_000_000) / Math.max(1, done),
  ]);
  return Object.fromEntries(spent.filter(([, micros]) => micros > 0));
}

/** Gives the contender the machine: its server has a core, and of our services none runs that it does not need. */
async function arrange(stack: BenchStack, contender: Contender): Promise<void> {
  const cores = chooseCores();
  const pids = stack.pids();
  for (const service of SERVICE_NAMES) {
    if (contender.awake.includes(service)) stack.thaw(service);
    else stack.freeze(service);
  }
  if (cores === undefined) return;
  const serving = [...contender.awake, ...(contender.server === undefined ? [] : [contender.server])];
  for (const name of serving) {
    const pid = pids[name];
    if (pid !== undefined) pin(pid, ...(contender.anywhere === true ? cores.all : [cores.server]));
  }
}
