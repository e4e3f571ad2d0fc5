import { setTimeout as delay } from 'node:timers/promises';
import type { OrderOperation } from '../journal/records.js';
import type { Random } from '../random.js';
import { castOf, LEARNERS, namesIn, ownOrder, type Cast } from './cast.js';
import type { Client } from './client.js';
import { isSuccess } from './http.js';
import { takeQuiz } from './learner.js';

/** What is begun in turn. Each comes round after a time that is always the same, so that a gap in its answers means something. */
const ROTA = ['order', 'list', 'catalogue', 'order', 'lines', 'cancel', 'attempt'] as const;
export type Step = (typeof ROTA)[number];

/** The requests that come round steadily: those of the rota, and the one that ends an attempt. */
export const STEADY_KINDS: readonly string[] = [...new Set<string>([...ROTA, 'submit'])];

const CUSTOMERS = 6;
const PATIENCE_MS = 30_000;

interface Placed {
  readonly operation: OrderOperation;
  readonly orderId: string;
}

/** The people of one shard. */
interface Crowd {
  readonly shard: string;
  readonly cast: Cast;
  readonly placed: Placed[];
}

export interface RotaOptions {
  readonly run: string;
  readonly quizId: string;
  readonly shards: readonly string[];
  shardOf(bucket: number): string;
}

/** Reads and writes of every kind for the people of every shard, each in its turn. */
export class Rota {
  private readonly crowds: readonly Crowd[];
  /** Orders whose lines are known to be there: of a new one they come later. */
  private readonly known = new Map<string, Placed>();
  private keys = 0;
  private taken = 0;

  constructor(
    private readonly client: Client,
    private readonly random: Random,
    private readonly options: RotaOptions,
  ) {
    this.crowds = options.shards.map((shard) => ({ shard, cast: this.castFor(shard), placed: [] }));
  }

  /** Places what the readers of lines will ask for. */
  async prepare(): Promise<void> {
    for (const crowd of this.crowds) {
      await this.order(crowd);
      const placed = crowd.placed.pop();
      if (placed === undefined) throw new Error(`no order was taken for a customer of ${crowd.shard}`);
      this.known.set(crowd.shard, placed);
      await this.untilLinesAreThere(crowd);
    }
  }

  /** Shards take turns, and each of them goes through the rota. */
  turn(n: number): { readonly kind: Step; readonly shard: string; begin(): Promise<void> } {
    const crowd = this.crowds[n % this.crowds.length];
    const kind = ROTA[Math.floor(n / this.crowds.length) % ROTA.length];
    if (crowd === undefined || kind === undefined) throw new RangeError('there is no shard to ask');
    return { kind, shard: crowd.shard, begin: () => this.act(kind, crowd) };
  }

  private async act(kind: Step, crowd: Crowd): Promise<void> {
    switch (kind) {
      case 'order':
        return this.order(crowd);
      case 'cancel':
        return this.cancel(crowd);
      case 'attempt':
        return this.attempt(crowd);
      case 'lines':
        return void (await this.lines(crowd));
      case 'list':
        return void (await this.read(crowd, '/v1/orders?limit=5', kind));
      case 'catalogue':
        return void (await this.read(crowd, '/v1/quizzes?limit=5', kind));
    }
  }

  /** Who is not answered well asks once more with the same key, as a client would; both count. */
  private async order({ cast, placed }: Crowd): Promise<void> {
    const operation = ownOrder(cast, this.random, this.key('k'));
    let outcome = await this.client.perform(operation);
    if (outcome.kind !== 'acked') outcome = await this.client.perform(operation);
    if (outcome.kind === 'acked') placed.push({ operation, orderId: outcome.ack.id });
  }

  private async cancel({ placed }: Crowd): Promise<void> {
    const oldest = placed.shift();
    if (oldest === undefined) return;
    const { orderId, operation } = oldest;
    await this.client.perform({ kind: 'cancel', orderId, caller: operation.caller });
  }

  private attempt({ cast }: Crowd): Promise<void> {
    const subject = cast.learners[this.taken++ % cast.learners.length] ?? '';
    const caller = { subject, role: 'learner' } as const;
    return takeQuiz(this.client, this.random, this.options.quizId, this.key('a'), caller);
  }

  private lines({ shard }: Crowd): ReturnType<Client['read']> {
    const known = this.known.get(shard);
    if (known === undefined) throw new Error('the rota was not prepared');
    return this.client.read(`/v1/order-items?orderId=${known.orderId}`, known.operation.caller, 'lines');
  }

  private read({ cast }: Crowd, path: string, kind: Step): ReturnType<Client['read']> {
    const caller = { subject: this.random.pick(cast.customers), role: 'customer' } as const;
    return this.client.read(path, caller, kind);
  }

  private async untilLinesAreThere(crowd: Crowd): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!isSuccess(await this.lines(crowd))) {
      if (performance.now() > deadline)
        throw new Error(`the lines of an order in ${crowd.shard} do not come`);
      await delay(100);
    }
  }

  private castFor(shard: string): Cast {
    const { run, shardOf } = this.options;
    const isHere = (bucket: number): boolean => shardOf(bucket) === shard;
    return {
      ...castOf(run),
      customers: namesIn(`${run}-c`, CUSTOMERS, isHere),
      learners: namesIn(`${run}-l`, LEARNERS, isHere),
    };
  }

  private key(letter: string): string {
    return `${this.options.run}-${letter}${++this.keys}`;
  }
}
