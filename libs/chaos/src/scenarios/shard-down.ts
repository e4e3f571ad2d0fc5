import { setTimeout as delay } from 'node:timers/promises';
import { castOf, namesIn, newOrder } from '../client/cast.js';
import { send, type HttpAnswer } from '../client/http.js';
import { OpenLoop } from '../client/open-loop.js';
import { checkGoodput, goodput, quantile, type Phase } from '../invariants/goodput.js';
import { Random } from '../random.js';
import { ShardReader } from '../reader/shard-reader.js';
import type { Stack, Victim } from '../stack.js';
import { nameOfRun, seconds, type Scenario, type ScenarioOptions, type Verdict } from './scenario.js';

const SHARDS = ['shard-1', 'shard-2'] as const;
const CUSTOMERS = 6;
/** Well below what two cores carry: the question is whether a shard drags the other one down, not how much there is. */
const PER_SECOND = 15;
const AT_ONCE = 64;
const PHASE_MS = 3_000;
const BACK_MS = 30_000;

/** One of two shards dies, or hangs. */
export const shardDown: Scenario = {
  summary: 'one of two shards killed, and frozen, while the customers of both go on',
  round: 'up, dead, up, frozen: three seconds each',
  rounds: 6,
  shortRounds: 1,
  run: (stack, options, tell) => new ShardDown(stack, options, tell).run(),
};

class ShardDown {
  private readonly random: Random;
  private readonly loops: Record<(typeof SHARDS)[number], OpenLoop>;
  private readonly marks: { victim: Victim; state: Phase['state']; from: number; to: number }[] = [];
  private readonly recoveries: number[] = [];

  constructor(
    private readonly stack: Stack,
    private readonly options: ScenarioOptions,
    private readonly tell: (line: string) => void,
  ) {
    this.random = new Random(options.seed);
    const run = nameOfRun(options.seed);
    const loop = (shard: string): OpenLoop => this.loopFor(shard, run);
    this.loops = { 'shard-1': loop('shard-1'), 'shard-2': loop('shard-2') };
  }

  async run(): Promise<Verdict> {
    for (const loop of Object.values(this.loops)) loop.start();
    try {
      await delay(PHASE_MS / 2);
      for (let round = 1; round <= this.options.rounds; round++) await this.round(round);
    } finally {
      await Promise.all(Object.values(this.loops).map((loop) => loop.stop()));
    }
    return this.verdict(this.marks.map(({ victim, ...mark }) => this.cutOut(mark, victim)));
  }

  private async round(number: number): Promise<void> {
    const victim = this.random.pick(SHARDS);
    await this.phase(victim, 'up');
    await this.stack.kill(victim);
    try {
      await this.phase(victim, 'dead');
    } finally {
      await this.stack.start(victim);
    }
    await this.recovery(victim);
    await this.phase(victim, 'up');
    this.stack.freeze(victim);
    try {
      await this.phase(victim, 'frozen');
    } finally {
      this.stack.thaw(victim);
    }
    await this.recovery(victim);
    this.tell(`round ${number}: ${victim} was dead and frozen`);
  }

  private async phase(victim: Victim, state: Phase['state']): Promise<void> {
    const from = performance.now();
    await delay(PHASE_MS);
    this.marks.push({ victim, state, from, to: performance.now() });
  }

  /** Waits until a customer of the shard is served again: the time until then belongs to no phase. */
  private async recovery(victim: (typeof SHARDS)[number]): Promise<void> {
    const from = performance.now();
    const { samples } = this.loops[victim];
    const isBack = () =>
      samples.some(({ startedAt, status }) => startedAt > from && status !== undefined && status < 300);
    while (!isBack()) {
      if (performance.now() - from > BACK_MS)
        throw new Error(`${victim} is up, and after ${seconds(BACK_MS)} nobody is served`);
      await delay(20);
    }
    this.recoveries.push(performance.now() - from);
  }

  private loopFor(shard: string, run: string): OpenLoop {
    const reader = new ShardReader(this.stack);
    const customers = namesIn(`${run}-c`, CUSTOMERS, (bucket) => reader.ownerOf(bucket) === shard);
    const cast = { ...castOf(run), customers };
    const random = this.random.fork(shard);
    const tokens = new Map(customers.map((name) => [name, this.stack.token(name, 'customer')]));
    let keys = 0;
    return new OpenLoop(PER_SECOND, AT_ONCE, async (): Promise<HttpAnswer | undefined> => {
      const subject = random.pick(customers);
      const token = (await tokens.get(subject)) ?? '';
      const url = `${this.stack.gatewayUrl}/v1/orders`;
      if (random.chance(0.4)) return send({ method: 'GET', url: `${url}?limit=5`, token });
      const { body } = newOrder(cast, random, `${run}-${shard}-${++keys}`);
      const { customerId: _anybody, ...own } = body;
      const headers = { 'idempotency-key': body.metadata['key'] ?? '' };
      return send({ method: 'POST', url, token, headers, body: own });
    });
  }

  private cutOut(mark: Omit<(typeof this.marks)[number], 'victim'>, victim: Victim): Phase {
    const within = (loop: OpenLoop) =>
      loop.samples.filter(({ startedAt }) => mark.from <= startedAt && startedAt < mark.to);
    const [own, others] = victim === 'shard-1' ? SHARDS : SHARDS.toReversed();
    return {
      ...mark,
      own: within(this.loops[own ?? 'shard-1']),
      others: within(this.loops[others ?? 'shard-2']),
    };
  }

  private verdict(phases: readonly Phase[]): Verdict {
    const lines = (['up', 'dead', 'frozen'] as const).flatMap((state): [string, string][] => {
      const own = phases.filter((phase) => phase.state === state);
      const { perRequest, perSecond } = goodput(own);
      const share = `${(perRequest * 100).toFixed(1)} % of requests, ${perSecond.toFixed(1)} a second`;
      return [
        [`${state}: goodput of the others`, share],
        [`${state}: latency of the others`, latency(own.flatMap(({ others }) => others))],
        [`${state}: latency of its own`, latency(own.flatMap((phase) => phase.own))],
      ];
    });
    return {
      report: [...lines, ['served again after', this.recoveries.map(seconds).join(', ')]],
      findings: checkGoodput(phases),
    };
  }
}

function latency(samples: Phase['own']): string {
  const times = samples.map(({ ms }) => ms);
  const good = samples.filter(({ status }) => status !== undefined && status < 300).length;
  const [p50, p99] = [0.5, 0.99].map((share) => `${Math.round(quantile(times, share))} ms`);
  return `p50 ${p50}, p99 ${p99}; ${good} of ${samples.length} served`;
}
