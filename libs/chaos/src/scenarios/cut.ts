import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { castOf, newOrder, type Cast } from '../client/cast.js';
import { Client, type Outcome } from '../client/client.js';
import { send } from '../client/http.js';
import { Statistics } from '../client/statistics.js';
import { CUTS, CuttingProxy, Scissors, type Incision } from '../faults/cutting-proxy.js';
import type { Finding } from '../invariants/finding.js';
import { Journal } from '../journal/journal.js';
import type { Operation, OrderOperation } from '../journal/records.js';
import { Random } from '../random.js';
import { EventReader } from '../reader/event-reader.js';
import { ShardReader } from '../reader/shard-reader.js';
import type { Stack } from '../stack.js';
import { audit, type Audit } from './audit.js';
import { nameOfRun, type Scenario, type Verdict } from './scenario.js';

const LANES = 4;
const AGAIN_MS = 100;
const TRIES = 100;
/** Short, or each round would wait for lines that do not come. */
const SERVICE = { ORDER_ITEMS_TIMEOUT: '300ms' };

/** The statements of placing and cancelling an order; most rounds cut the one that decides. */
const STATEMENTS = [
  'orders.place',
  'orders.place',
  'orders.place',
  'idempotency.claim',
  'orders.transition',
] as const;

/** The connection breaks while a statement is under way, so that nobody knows whether it was done: it must count once. */
export const cut: Scenario = {
  summary: 'the connection to Postgres cut between a statement and its answer; the client asks again',
  round: 'one request whose statement, or its answer, is lost; then its repetition, from three sides at once',
  rounds: 200,
  shortRounds: 20,
  async run(stack, { rounds, seed }, tell) {
    const random = new Random(seed);
    const run = nameOfRun(seed);
    const journal = await Journal.create(join(stack.directory, `${run}.jsonl`));
    const client = new Client(stack, journal, new Statistics());
    const shards = new ShardReader(stack);
    const scissors = new Scissors();
    const wires = await openWires(stack, shards, scissors, run);
    const service = await stack.startOrders({ SHARD_MAP_FILE: wires.mapFile, ...SERVICE });
    tell(`journal ${journal.file}`);

    const rules = { stack, client, scissors, cast: castOf(run), url: service.url, findings: [] as Finding[] };
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < rounds) {
        const round = ++next;
        await new Round(rules, random.fork(`round ${round}`), `${run}-k${round}`).run();
        if (round % 20 === 0) tell(`round ${round}: ${scissors.done.length} cuts`);
      }
    };
    try {
      await Promise.all(Array.from({ length: LANES }, lane));
      const result = await audit({ run, client, journal, shards, events: new EventReader(stack.natsUrl) });
      return verdict(rounds, scissors, result, client.statistics, rules.findings);
    } finally {
      await service.stop();
      await Promise.all(wires.proxies.map((proxy) => proxy.close()));
      await journal.close();
    }
  },
};

/** A proxy before each primary, and a shard map that leads there. */
async function openWires(stack: Stack, shards: ShardReader, scissors: Scissors, run: string) {
  const map = shards.map();
  const proxies: CuttingProxy[] = [];
  const rewired: Record<string, unknown> = {};
  for (const [name, shard] of Object.entries(map.shards)) {
    const proxy = new CuttingProxy(shard.primary, scissors);
    proxies.push(proxy);
    rewired[name] = { ...shard, primary: { ...shard.primary, host: '127.0.0.1', port: await proxy.open() } };
  }
  const mapFile = join(stack.directory, `${run}.shard-map.json`);
  writeFileSync(mapFile, JSON.stringify({ ...map, shards: rewired }));
  return { proxies, mapFile };
}

interface Rules {
  readonly stack: Stack;
  readonly client: Client;
  readonly scissors: Scissors;
  readonly cast: Cast;
  /** Of the service behind the wires; the gateway leads to one with wires of its own. */
  readonly url: string;
  readonly findings: Finding[];
}

class Round {
  constructor(
    private readonly rules: Rules,
    private readonly random: Random,
    private readonly key: string,
  ) {}

  async run(): Promise<void> {
    const statement = this.random.pick(STATEMENTS);
    const operation = this.order(statement === 'idempotency.claim');
    if (statement === 'orders.transition') {
      const orderId = await this.insist(operation);
      if (orderId !== undefined)
        await this.cutAt(statement, { kind: 'cancel', orderId, caller: operation.caller }, orderId);
    } else {
      await this.cutAt(statement, operation, this.key);
    }
    await this.sendOtherBody(operation);
  }

  private order(byStaff: boolean): OrderOperation {
    for (;;) {
      const operation = newOrder(this.rules.cast, this.random, this.key);
      if (!byStaff || operation.caller.role === 'staff') return operation;
    }
  }

  private async cutAt(statement: Incision['statement'], operation: Operation, value: string): Promise<void> {
    const { client, scissors, url } = this.rules;
    const incision: Incision = { cut: this.random.pick(CUTS), statement, value };
    scissors.plan(incision);
    await client.perform(operation, url);
    const cut = scissors.done.includes(incision);
    scissors.forget(incision);
    if (!cut) this.report('a wire is cut in each round', `${statement} did not come by`);
    // Once what was sent is known to have arrived, the key is taken, and stays so for everybody.
    const other = incision.cut === 'before-answer' && statement === 'orders.place';
    await Promise.all([
      this.insist(operation),
      this.insist(operation),
      this.insist(operation, this.rules.stack.gatewayUrl),
      ...(other && operation.kind === 'order' ? [this.sendOtherBody(operation)] : []),
    ]);
  }

  /** @returns the id in the acknowledgement, undefined when it was done by somebody else */
  private async insist(operation: Operation, url = this.rules.url): Promise<string | undefined> {
    let outcome: Outcome = { kind: 'lost' };
    for (let left = TRIES; left > 0; left--) {
      outcome = await this.rules.client.perform(operation, url);
      if (outcome.kind === 'acked') return outcome.ack.id;
      if (outcome.kind === 'refused' && outcome.code === 'illegal_transition') return undefined;
      await delay(AGAIN_MS);
    }
    this.report('a repeat settles what is unknown', JSON.stringify(outcome));
    return undefined;
  }

  /** Not in the journal: it must have no effect at all. What was written together with a statement that is cut fails with it, so it asks again. */
  private async sendOtherBody({ key, body, caller }: OrderOperation): Promise<void> {
    let status: number | undefined = 503;
    for (let left = TRIES; left > 0 && status === 503; left--) {
      const answer = await send({
        method: 'POST',
        url: `${this.rules.url}/v1/orders`,
        token: await this.rules.stack.token(caller.subject, caller.role),
        headers: { 'idempotency-key': key },
        body: { ...body, metadata: { ...body.metadata, other: 'body' } },
      });
      status = answer?.status;
      if (status === 503) await delay(AGAIN_MS);
    }
    if (status !== 422) this.report('a key with another body is refused', `status ${status}`);
  }

  private report(rule: string, detail: string): void {
    this.rules.findings.push({ rule, subject: this.key, detail });
  }
}

function verdict(
  rounds: number,
  { done }: Scissors,
  { history, compared, findings }: Audit,
  { acked, lost, refused }: Statistics,
  own: readonly Finding[],
): Verdict {
  const tally = (by: 'cut' | 'statement'): string =>
    [...Map.groupBy(done, (incision) => incision[by])]
      .map(([name, cuts]) => `${name} ${cuts.length}`)
      .join(', ');
  return {
    report: [
      ['rounds', String(rounds)],
      ['cuts', String(done.length)],
      ['where', tally('cut')],
      ['at', tally('statement')],
      ['orders', String(history.orders.length)],
      ['acknowledged', String(acked)],
      ['unknown: no complete answer', String(lost)],
      ['refused', [...refused].map(([name, n]) => `${name} ${n}`).join(', ') || '-'],
      ['answers compared with the first', String(compared)],
    ],
    findings: [...own, ...findings],
  };
}
