import type { BenchService } from './stack.js';

/** What a contender has done in one block. */
export interface Work {
  readonly done: number;
  readonly seconds: number;
  /** Of the generator's core; undefined where no generator of ours asks. */
  readonly generatorShare?: number | undefined;
  /** Milliseconds, where the block is about them. */
  readonly p99?: number | undefined;
  readonly details?: Readonly<Record<string, number>> | undefined;
}

/** One of those who are measured side by side. */
export interface Contender {
  readonly name: string;
  /** Of our services those that must run; the others are held still. */
  readonly awake: readonly BenchService[];
  /** The process that serves, by its name in the stack: it gets the server's core. */
  readonly server?: string | undefined;
  /** Whether it may run on every core: where several processes take part, and the generator needs a few hundredths of its own. */
  readonly anywhere?: boolean | undefined;
  /** Of the processes that take part those whose CPU time counts as the cost of the work; all others are shown only. */
  readonly counted: readonly string[];
  /** Works until it is as fast as it gets. */
  warm(milliseconds: number): Promise<void>;
  /** Said before each block: throws when answers are not what they were. */
  verify(): Promise<void>;
  work(milliseconds: number): Promise<Work>;
}

export interface Block {
  readonly contender: string;
  readonly round: number;
  readonly done: number;
  readonly seconds: number;
  /** Microseconds of CPU for each thing done, by process. */
  readonly cpu: Readonly<Record<string, number>>;
  /** The same, of those that count. */
  readonly cpuCounted: number;
  readonly generatorShare: number | undefined;
  readonly background: number;
  /** The share of it in which the machine itself was slow. */
  readonly slow: number;
  readonly p99?: number | undefined;
  readonly details?: Readonly<Record<string, number>> | undefined;
}
