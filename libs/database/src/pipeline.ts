import { Ask } from './ask.js';
import { noConnection } from './database-errors.js';
import type { WalPosition } from './wal-position.js';
import { Line } from './line.js';
import { patienceOf, sharedOf, type ServerOptions } from './server-options.js';

/** More than this could not be answered in the time that anybody waits. */
const MOST_WAITING = 1_000;

/** Between two attempts to have a further connection. */
const PAUSE_MS = 1_000;

type AnyAsk = Ask<never>;

export interface PipelineOptions extends ServerOptions {
  readonly connectTimeoutMs: number;
  /** Called again and again while the server leaves a statement without an answer, and when a connection with statements on it ends. */
  readonly onDoubt: () => void;
  /** Answers are compared with where the server is in the log. */
  readonly replica?: boolean;
}

/**
 * Short reads of everybody over one or two connections: each goes out at once, whatever answers are still awaited. Only for statements
 * that find their rows by an index and wait for no lock, since those behind wait with them; and never for writes, since each commit
 * waits for the disk. Connections are made when they are needed.
 */
export class Pipeline {
  /** How many connections there may be; none where the server may have only one of us. */
  readonly width: number;
  private readonly lines: Line[] = [];
  private readonly queue: AnyAsk[] = [];
  private timer: NodeJS.Timeout | undefined;
  private refusedAt = -Infinity;
  private closed = false;

  constructor(private readonly options: PipelineOptions) {
    this.width = sharedOf(options.poolSize);
  }

  get size(): number {
    return this.lines.length;
  }

  get idle(): number {
    return this.lines.filter(({ load }) => load === 0).length;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /**
   * @param atLeast of a replica: the answer says how far it had replayed before, where that is not known already
   * @returns the answered question
   */
  ask<Row extends object>(
    statement: ConstructorParameters<typeof Ask>[0],
    values: readonly unknown[],
    atLeast?: WalPosition,
  ): Promise<Ask<Row>> {
    return new Promise((resolve, reject) => {
      const ask = new Ask<Row>(statement, values, (error) => {
        this.settled(ask as unknown as AnyAsk);
        if (error === undefined) resolve(ask);
        else reject(error);
      });
      ask.atLeast = atLeast;
      this.send(ask as unknown as AnyAsk);
    });
  }

  /** The server is lost: nobody waits for it any more, and its connections are not used again. */
  letGo(error: Error): void {
    for (const ask of this.queue.splice(0)) ask.settle(error);
    for (const line of [...this.lines]) line.lose(error);
  }

  /** Awaits the answers that are due. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    for (const ask of this.queue.splice(0)) ask.settle(noConnection());
    await Promise.all(this.lines.map((line) => line.end()));
  }

  private send(ask: AnyAsk): void {
    const line = this.queue.length === 0 ? this.choose() : undefined;
    if (line !== undefined) return line.send(ask);
    if (this.closed || this.queue.length >= MOST_WAITING) return ask.settle(noConnection());
    this.queue.push(ask);
    this.timer ??= setTimeout(() => this.giveUp(), this.options.connectTimeoutMs);
  }

  private settled(ask: AnyAsk): void {
    for (const line of this.lines) line.settled(ask);
    if (this.queue.length > 0) this.pump();
  }

  private pump(): void {
    while (this.queue.length > 0) {
      const line = this.choose();
      if (line === undefined) return;
      const next = this.queue.shift();
      if (next !== undefined) line.send(next);
    }
  }

  /** The one with the least to do. Another is opened when all have something, and used once it is there, unless it is the first. */
  private choose(): Line | undefined {
    let best: Line | undefined;
    for (const line of this.lines) {
      const better = best === undefined || (line.ready === best.ready ? line.load < best.load : line.ready);
      if (better) best = line;
    }
    if (this.lines.length < this.width && (best === undefined || best.load > 0) && this.mayOpen(best)) {
      const opened = this.open();
      if (best?.ready !== true) best = opened;
    }
    return best?.full === true ? undefined : best;
  }

  /** A server that has refused a further connection is not asked for one with each statement. */
  private mayOpen(other: Line | undefined): boolean {
    return !this.closed && (other === undefined || performance.now() - this.refusedAt > PAUSE_MS);
  }

  private open(): Line {
    const { options } = this;
    const line = new Line(options, patienceOf(options), (error, wasIdle) => {
      this.lines.splice(this.lines.indexOf(line), 1);
      if (!line.ready) this.refusedAt = performance.now();
      if (!wasIdle) options.onDoubt();
      else if (!this.closed) options.onIdleError(error);
      this.pump();
    });
    this.lines.push(line);
    return line;
  }

  /** Those who have waited too long for their turn are told to come again. */
  private giveUp(): void {
    const { connectTimeoutMs } = this.options;
    const now = performance.now();
    while (this.queue[0] !== undefined && now - this.queue[0].madeAt >= connectTimeoutMs)
      this.queue.shift()?.settle(noConnection());
    const [next] = this.queue;
    this.timer = next && setTimeout(() => this.giveUp(), Math.max(1, next.madeAt + connectTimeoutMs - now));
  }
}
