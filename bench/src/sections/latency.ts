import { BenchFailure } from '../failure.js';
import { HttpContender } from '../http-contender.js';
import type { Work } from '../contender.js';
import type { Section } from './section.js';
import { prepareQuestions, PAST_THE_CACHE } from './questions.js';

/** Of the most that a server can do; above it queues grow by chance, below it nobody waits. */
const LOAD = 0.7;
/** The most is the best of so many runs. */
const RUNS = 3;
/** More than are ever under way at once, so that a request seldom waits for a connection. */
const CONNECTIONS = 64;

/** The latency of a route at 70 % of what each server can do, by requests that come whatever it does. */
export const latency: Section = {
  name: 'p99',
  title: 'the same uncached route, its latency at 70 % of the maximum',
  prepare: (setting) =>
    prepareQuestions(setting, PAST_THE_CACHE, ['fastify'], (options) => new OpenContender(options)),
};

class OpenContender extends HttpContender {
  private rate: number | undefined;

  /** The first time it finds out how much the server can do. */
  override async warm(milliseconds: number): Promise<void> {
    await super.work(milliseconds);
    if (this.rate !== undefined) return;
    const rates: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { done, seconds } = await super.work(milliseconds);
      rates.push(done / seconds);
    }
    this.rate = LOAD * Math.max(...rates);
  }

  override async work(milliseconds: number): Promise<Work> {
    const { generator } = this.options;
    const load = { port: this.port, connections: CONNECTIONS, requests: this.prepared };
    const rate = this.rate ?? 1;
    const { answered, seconds, wrong, latencies } = await generator.open(load, rate, milliseconds);
    this.mustBeRight(wrong);
    if (answered === 0)
      throw new BenchFailure(`${this.name} has answered nothing at ${rate.toFixed(0)} requests/s.`);
    return { done: answered, seconds, p99: latencies.p99, details: { rate, ...latencies } };
  }
}
