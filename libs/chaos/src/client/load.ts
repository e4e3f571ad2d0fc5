import { setTimeout as delay } from 'node:timers/promises';
import type { OrderOperation } from '../journal/records.js';
import type { Random } from '../random.js';
import { newOrder, type Cast } from './cast.js';
import type { Client } from './client.js';
import { takeQuiz } from './learner.js';

export interface LoadOptions {
  readonly cast: Cast;
  readonly quizId: string;
  readonly workers: number;
  /** Between two things that one worker does: at most this, half of it on average. */
  readonly thinkMs: number;
}

interface Placed {
  readonly operation: OrderOperation;
  readonly orderId: string;
}

/** Clients that go on whatever happens, each by a random sequence of its own. */
export class Load {
  private stopped = false;
  private running: Promise<unknown> = Promise.resolve();
  private keys = 0;
  private taken = 0;

  constructor(
    private readonly client: Client,
    private readonly random: Random,
    private readonly options: LoadOptions,
  ) {}

  start(): void {
    this.stopped = false;
    const workers = Array.from({ length: this.options.workers }, (_, index) =>
      this.work(this.random.fork(`worker ${index} ${this.keys}`)),
    );
    this.running = Promise.all(workers);
    // Whoever stops the load hears of it; until then it must not end the program.
    this.running.catch(() => undefined);
  }

  /** Ends when every request has been answered or given up. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    this.client.statistics.pause();
  }

  private async work(random: Random): Promise<void> {
    const placed: Placed[] = [];
    while (!this.stopped) {
      await this.act(random, placed);
      await delay(random.whole(0, this.options.thinkMs));
    }
  }

  private async act(random: Random, placed: Placed[]): Promise<void> {
    const { cast, quizId } = this.options;
    const dice = random.next();
    if (dice < 0.7 || placed.length === 0) return this.order(random, placed);
    if (dice < 0.8) return this.repeat(random.pick(placed));
    if (dice < 0.88) return this.cancel(placed.splice(random.whole(0, placed.length - 1), 1)[0]);
    const subject = cast.learners[this.taken++ % cast.learners.length] ?? '';
    const caller = { subject, role: 'learner' } as const;
    await takeQuiz(this.client, random, quizId, this.key('a'), caller);
  }

  /** What was not acknowledged is mostly asked for again with its key at once, and sometimes left for later. */
  private async order(random: Random, placed: Placed[]): Promise<void> {
    const operation = newOrder(this.options.cast, random, this.key('k'));
    const twice = random.chance(0.1);
    const outcomes = await Promise.all([
      this.client.perform(operation),
      ...(twice ? [this.client.perform(operation)] : []),
    ]);
    for (let left = random.whole(0, 3); left > 0 && outcomes.at(-1)?.kind !== 'acked'; left--) {
      outcomes.push(await this.client.perform(operation));
    }
    const acked = outcomes.find((outcome) => outcome.kind === 'acked');
    if (acked?.kind === 'acked') placed.push({ operation, orderId: acked.ack.id });
  }

  private async repeat({ operation }: Placed): Promise<void> {
    await this.client.perform(operation);
  }

  private async cancel(placed: Placed | undefined): Promise<void> {
    if (placed === undefined) return;
    const { orderId, operation } = placed;
    await this.client.perform({ kind: 'cancel', orderId, caller: operation.caller });
  }

  private key(letter: string): string {
    return `${this.options.cast.run}-${letter}${++this.keys}`;
  }
}
