import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { BenchFailure } from '../failure.js';
import type { Order } from './generator-process.js';
import type { OpenLoopResult } from './open-loop.js';
import type { Load, LoadResult } from './pool.js';

export interface Generated extends LoadResult {
  /** Of the generator's own core. */
  readonly share: number;
}

type Answer<T> = T & { readonly cpuSeconds: number };

/** Above this share of its core the generator, and not the server, may be what limits the rate. */
export const GENERATOR_BOUND = 0.85;

/** The process that asks. One at a time: an order is answered before the next one is given. */
export class Generator {
  private readonly child: ChildProcess;
  private number = Date.now() % 100_000_000;

  constructor() {
    this.child = fork(join(import.meta.dirname, 'generator-process.js'), { serialization: 'advanced' });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async closed(
    load: Omit<Load, 'firstNumber'>,
    stop: { readonly after: number } | { readonly count: number },
  ): Promise<Generated> {
    return this.ask<LoadResult>({ kind: 'closed', load: this.numbered(load), stop });
  }

  async open(
    load: Omit<Load, 'firstNumber'>,
    rate: number,
    durationMs: number,
  ): Promise<Generated & OpenLoopResult> {
    return this.ask<OpenLoopResult>({ kind: 'open', load: this.numbered(load), rate, durationMs });
  }

  close(): void {
    this.child.kill();
  }

  /** A run never takes so many numbers. */
  private numbered(load: Omit<Load, 'firstNumber'>): Load {
    this.number += 1_000_000;
    return { ...load, firstNumber: this.number };
  }

  private async ask<T extends LoadResult>(order: Order): Promise<T & Generated> {
    if (!this.child.connected) throw new BenchFailure('The load generator has ended.');
    const abort = new AbortController();
    const ended = once(this.child, 'exit', { signal: abort.signal }).then(
      () => undefined,
      () => undefined,
    );
    this.child.send(order);
    const answer = (await Promise.race([once(this.child, 'message', { signal: abort.signal }), ended])) as
      [Answer<T>] | undefined;
    abort.abort();
    if (answer === undefined) throw new BenchFailure('The load generator has ended.');
    const [{ cpuSeconds, ...result }] = answer;
    return { ...(result as unknown as T), share: cpuSeconds / result.seconds };
  }
}
