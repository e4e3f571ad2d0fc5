import { BenchFailure } from '../failure.js';
import { HttpContender } from '../http-contender.js';
import type { Work } from '../contender.js';
import { median } from '../statistics/bootstrap.js';
import type { Section } from './section.js';
import { prepareQuestions, PAST } from './questions.js';

/** Of the most that a server can do; above it queues grow by chance, below it nobody waits. */
const LOAD = 0.7;
/** Compiled, and its memory as large as it becomes. */
const WARM_MS = { full: 6_000, quick: 2_000 };
/**
 * Before each block: how much the server can do now, and then the rate of the block, which whoever was held still needs to catch up with
 * its timers. A machine is half as fast again in one minute as in the next, and 70 % of its best second may be all that it can do in another.
 */
const MOST_MS = 800;
const AT_RATE_MS = 700;
/** The middle one of so many counts, so that one lucky second does not. */
const REMEMBERED = 5;
/** Requests a second that the generator sends on time: answers were clean at 26,000 and late at 32,000. */
const MOST_ASKED = 25_000;
/** Of one block, so that a hundred of them are slower than the 99th percentile. */
const LEAST_REQUESTS = 10_000;
/** Short, and many: a machine that stands still for 20 ms a second is the 99th percentile of a long block, and of few short ones. */
const BLOCK_MS = 500;
const ROUNDS = { full: 16, quick: 3 };
/** At 70 % of its maximum a server that gets a third slower for a tenth of a second has a queue for the rest of the block. */
const SLOW = { full: 0.12, quick: 0.5 };
/** More than are ever under way at once, so that a request seldom waits for a connection. */
const CONNECTIONS = 64;

/** The latency of a route at 70 % of what each server can do, by requests that come whatever it does. */
export const latency: Section = {
  name: 'p99',
  title: 'the same uncached route, its latency at 70 % of the maximum',
  prepare: async (setting) => {
    const pace = setting.quick ? 'quick' : 'full';
    const prepared = await prepareQuestions(
      setting,
      PAST,
      ['fastify'],
      (options) => new OpenContender(options),
    );
    return {
      ...prepared,
      pace: { rounds: ROUNDS[pace], blockMs: BLOCK_MS, warmMs: WARM_MS[pace], slow: SLOW[pace] },
    };
  },
};

class OpenContender extends HttpContender {
  private most: readonly number[] = [];
  private rate = 0;

  override async warm(milliseconds: number): Promise<void> {
    await super.work(milliseconds);
    const { done, seconds } = await super.work(MOST_MS);
    this.most = [...this.most, done / seconds].slice(-REMEMBERED);
    this.rate = rateFor(this.most);
    await this.atRate(this.rate, AT_RATE_MS);
  }

  override async work(milliseconds: number): Promise<Work> {
    const { rate } = this;
    const { answered, seconds, latencies } = await this.atRate(rate, blockMs(rate, milliseconds));
    return { done: answered, seconds, p99: latencies.p99, details: { rate, ...latencies } };
  }

  private async atRate(rate: number, milliseconds: number) {
    const load = { port: this.port, connections: CONNECTIONS, requests: this.prepared };
    const result = await this.options.generator.open(load, rate, milliseconds);
    this.mustBeRight(result.wrong);
    if (result.answered === 0)
      throw new BenchFailure(`${this.name} has answered nothing at ${rate.toFixed(0)} requests/s.`);
    return result;
  }
}

/** A server whose 70 % are more than can be asked of it gets less, which is to the advantage of the faster one. */
export function rateFor(most: readonly number[]): number {
  return Math.min(LOAD * median(most), MOST_ASKED);
}

/** At least as long as it takes to send enough requests. */
export function blockMs(rate: number, milliseconds: number): number {
  return Math.max(milliseconds, Math.ceil((LEAST_REQUESTS * 1_000) / rate));
}
