import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BenchFailure } from '../failure.js';
import { median } from '../statistics/bootstrap.js';
import { pin } from './pin.js';

/** How long a fixed piece of work took, and when it began (CLOCK_MONOTONIC); both in milliseconds. */
export interface Sample {
  readonly at: number;
  readonly took: number;
}

/** What is usual is what was usual in so many milliseconds before a block and in it. */
const USUAL_MS = 10_000;
/** Slow is a sample that takes so many times what is usual. */
const SLOW = 1.25;
/** Samples come in parcels of 40 ms. */
const LATE_MS = 500;
const POLL_MS = 10;
/** Above everybody who is not real-time, below the kernel's own threads. */
const PRIORITY = '50';

/**
 * One process for each processor that measures its speed. A virtual machine shares its processors with others that it cannot see: for a tenth of a
 * second everything takes a third longer, no clock of the system counts that as stolen, and requests that come at a fixed rate queue up.
 */
export class SpeedProbes {
  private constructor(private readonly probes: readonly Probe[]) {}

  /** @returns undefined where the system lets nobody have a real-time priority */
  static start(cores: readonly number[]): SpeedProbes | undefined {
    if (!mayBeRealTime()) return undefined;
    return new SpeedProbes(cores.map((core) => new Probe(core)));
  }

  /**
   * @returns the share of slow samples between two moments of `now`, of the processor that has the most of them
   * @throws BenchFailure where a processor was not watched
   */
  async slowShare(from: number, to: number): Promise<number> {
    const shares = await Promise.all(
      this.probes.map(async (probe) => slowShareOf(await probe.samplesUntil(to), from, to)),
    );
    const most = Math.max(...shares);
    if (Number.isNaN(most))
      throw new BenchFailure(
        'A speed probe has measured nothing, so nobody knows whether the machine was slow.',
      );
    return most;
  }

  stop(): void {
    for (const probe of this.probes) probe.stop();
  }
}

/** CLOCK_MONOTONIC, which is the same in all processes. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * Of the samples of a block those that took longer than is usual around it.
 * @returns NaN where there are no samples
 */
export function slowShareOf(samples: readonly Sample[], from: number, to: number): number {
  const around = samples.filter(({ at }) => at >= from - USUAL_MS && at <= to);
  const within = around.filter(({ at }) => at >= from);
  const usual = median(around.map(({ took }) => took));
  return within.filter(({ took }) => took > usual * SLOW).length / within.length;
}

class Probe {
  private samples: Sample[] = [];
  private rest = '';
  private readonly child: ChildProcess;

  constructor(core: number) {
    const program = join(import.meta.dirname, 'speed-probe-process.js');
    this.child = spawn('chrt', ['--fifo', PRIORITY, process.execPath, program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (this.child.pid !== undefined) pin(this.child.pid, core);
    // The next block finds no samples of it.
    this.child.on('error', () => undefined);
    this.child.stdout?.on('data', (chunk: Buffer) => this.take(chunk.toString()));
  }

  async samplesUntil(at: number): Promise<readonly Sample[]> {
    for (const end = now() + LATE_MS; (this.samples.at(-1)?.at ?? 0) < at && now() < end;)
      await delay(POLL_MS);
    return this.samples;
  }

  stop(): void {
    this.child.kill();
  }

  private take(text: string): void {
    const lines = `${this.rest}${text}`.split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const [at = Number.NaN, took = Number.NaN] = line.split(' ').map(Number);
      this.samples.push({ at, took });
    }
    const old = now() - 6 * USUAL_MS;
    if ((this.samples[0]?.at ?? old) < old)
      this.samples = this.samples.filter((sample) => sample.at > old + USUAL_MS);
  }
}

function mayBeRealTime(): boolean {
  try {
    execFileSync('chrt', ['--fifo', PRIORITY, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
