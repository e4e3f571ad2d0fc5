import { setTimeout as delay } from 'node:timers/promises';
import { castOf, newOrder, type Cast } from '../client/cast.js';
import { isSuccess, send, type HttpAnswer, type HttpRequest } from '../client/http.js';
import { DELAY_MS, LateReplicas, type Lateness } from '../faults/late-replicas.js';
import type { Finding } from '../invariants/finding.js';
import { ageOf, checkBound, checkOwnWrites, type ListRead, type Write } from '../invariants/freshness.js';
import { quantile } from '../invariants/goodput.js';
import { Random } from '../random.js';
import { ShardReader } from '../reader/shard-reader.js';
import type { Stack } from '../stack.js';
import { nameOfRun, type Scenario, type Verdict } from './scenario.js';

const TOKEN_HEADER = 'x-consistency-token';
const CLIENTS = 4;
/** What the services promise: DATABASE_REPLICA_MAX_LAG. */
const BOUND_MS = 1_000;
const PHASE_MS = DELAY_MS + 1_500;
/** A page, and more than anybody orders in one phase. */
const LIMIT = 100;
const THINK_MS = 150;

interface Observed {
  readonly writes: Write[];
  readonly reads: ListRead[];
  readonly findings: Finding[];
}

/** Replicas that are five seconds late: whoever sends his token sees what he wrote, everybody else at most the bound less. */
export const lag: Scenario = {
  summary: 'all replicas five seconds late; clients with a token, and one without',
  round: 'replay stopped, or delayed by five seconds, while clients write and read',
  rounds: 6,
  shortRounds: 1,
  async run(stack, { rounds, seed }, tell) {
    const random = new Random(seed);
    const run = nameOfRun(seed);
    const shards = new ShardReader(stack);
    const replicas = new LateReplicas(shards);
    const withToken: Observed[] = [];
    const without: Observed[] = [];
    const behind: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      const lateness: Lateness = round % 2 === 1 ? 'paused' : 'delayed';
      const cast = castOf(`${run}-${round}`);
      await replicas.begin(lateness);
      try {
        const until = performance.now() + PHASE_MS;
        const clients = cast.customers
          .slice(0, CLIENTS)
          .map((customer) => new Reader(stack, random.fork(customer), cast, customer));
        const stranger = new Reader(stack, random.fork('stranger'), cast, cast.customers.at(-1) ?? '');
        const [own, foreign] = await Promise.all([
          Promise.all(clients.map((client) => client.ownWrites(until))),
          stranger.othersWrites(until),
        ]);
        withToken.push(...own);
        without.push(foreign);
        behind.push(...(await replicas.behind()));
      } finally {
        await replicas.end();
      }
      await replicas.caughtUp();
      tell(`round ${round}: ${lateness}, replicas up to ${Math.max(...behind)} bytes behind`);
    }
    return verdict(withToken, without, behind);
  },
};

/** A customer who looks at his orders while they are placed, by himself or by somebody else. */
class Reader {
  private readonly writes: Write[] = [];
  private readonly reads: ListRead[] = [];
  private readonly findings: Finding[] = [];
  private token: string | undefined;
  private keys = 0;

  constructor(
    private readonly stack: Stack,
    private readonly random: Random,
    private readonly cast: Cast,
    private readonly customer: string,
  ) {}

  /** Writes and reads in turn, and keeps the token that the last answer brought. */
  async ownWrites(until: number): Promise<Observed> {
    const bearer = await this.stack.token(this.customer, 'customer');
    while (performance.now() < until) {
      const order = await this.place(bearer, {});
      await this.list(bearer);
      if (order !== undefined) await this.readOne(bearer, order);
      await delay(this.random.whole(0, THINK_MS));
    }
    return this.observed();
  }

  /** Staff write, by another way and with tokens that the reader never sees; he sends none. */
  async othersWrites(until: number): Promise<Observed> {
    const staff = await this.stack.token(this.cast.staff[0] ?? '', 'staff');
    const bearer = await this.stack.token(this.customer, 'customer');
    const write = async (): Promise<void> => {
      while (performance.now() < until) {
        await this.place(staff, { customerId: this.customer });
        this.token = undefined;
        await delay(this.random.whole(0, THINK_MS));
      }
    };
    const read = async (): Promise<void> => {
      while (performance.now() < until) {
        await this.list(bearer);
        await delay(this.random.whole(0, THINK_MS / 3));
      }
    };
    await Promise.all([write(), read()]);
    return this.observed();
  }

  private async place(bearer: string, owner: { customerId?: string }): Promise<Placed | undefined> {
    const key = `${this.customer}-k${++this.keys}`;
    const { customerId: _drawn, ...body } = newOrder(this.cast, this.random, key).body;
    const answer = await this.ask({
      method: 'POST',
      url: '/v1/orders',
      token: bearer,
      headers: { 'idempotency-key': key },
      body: { ...body, ...owner },
    });
    if (answer === undefined) return undefined;
    const token = answer.headers.get(TOKEN_HEADER);
    if (token === null) this.report('a write is answered with a token', 'there is none');
    else this.token = token;
    const order = JSON.parse(answer.text) as Placed;
    this.writes.push({ id: order.id, at: performance.now() });
    return order;
  }

  private async list(bearer: string): Promise<void> {
    const at = performance.now();
    const answer = await this.ask({ method: 'GET', url: `/v1/orders?limit=${LIMIT}`, token: bearer });
    if (answer === undefined) return;
    const { items } = JSON.parse(answer.text) as { items: Placed[] };
    this.reads.push({ reader: this.customer, at, seen: items.map(({ id }) => id) });
  }

  /** The order itself, its sums, and its lines, which another service keeps. */
  private async readOne(bearer: string, { id, itemsState }: Placed): Promise<void> {
    const paths = [`/v1/orders/${id}`, `/v1/customers/${this.customer}/summary`];
    if (itemsState === 'stored') paths.push(`/v1/order-items?orderId=${id}&limit=1`);
    await this.ask({ method: 'GET', url: this.random.pick(paths), token: bearer });
  }

  /** Whatever is not answered with 2xx is a finding: a late replica costs nobody an error. */
  private async ask(request: HttpRequest): Promise<HttpAnswer | undefined> {
    const token = this.token === undefined ? {} : { [TOKEN_HEADER]: this.token };
    const headers = { ...request.headers, ...token };
    const answer = await send({ ...request, url: `${this.stack.gatewayUrl}${request.url}`, headers });
    if (isSuccess(answer)) return answer;
    this.report('a late replica costs no error', `${request.url}: ${answer?.status ?? 'no answer'}`);
    return undefined;
  }

  private report(rule: string, detail: string): void {
    this.findings.push({ rule, subject: this.customer, detail });
  }

  private observed(): Observed {
    return { writes: this.writes, reads: this.reads, findings: this.findings };
  }
}

interface Placed {
  readonly id: string;
  readonly itemsState: string;
}

function verdict(own: readonly Observed[], without: readonly Observed[], behind: readonly number[]): Verdict {
  const ages = without.flatMap(({ writes, reads }) => reads.map((read) => ageOf(writes, read)));
  const stale = ages.filter((age) => age > 0);
  const count = (all: readonly Observed[], what: 'reads' | 'writes'): string =>
    String(all.reduce((sum, one) => sum + one[what].length, 0));
  const late = behind.length > 0 && behind.every((bytes) => bytes > 0);
  return {
    report: [
      ['orders of clients with a token', count(own, 'writes')],
      ['their lists', count(own, 'reads')],
      ['orders for the one without', count(without, 'writes')],
      ['his lists', count(without, 'reads')],
      ['of them not the newest', `${stale.length}, the oldest ${Math.round(quantile(stale, 1))} ms old`],
    ],
    findings: [
      ...[...own, ...without].flatMap(({ findings }) => findings),
      ...own.flatMap(({ writes, reads }) => checkOwnWrites(writes, reads)),
      ...without.flatMap(({ writes, reads }) => checkBound(writes, reads, BOUND_MS)),
      ...(late ? [] : [{ rule: 'the replicas were late', subject: 'replicas', detail: behind.join(', ') }]),
    ],
  };
}
