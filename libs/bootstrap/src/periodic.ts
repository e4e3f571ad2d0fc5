import type {
  BeforeApplicationShutdown,
  FactoryProvider,
  OnApplicationBootstrap,
  Type,
} from '@nestjs/common';
import { requestContext, type Logger } from '@tenfold/observability';
import { LOGGER } from './injected.js';

export interface PeriodicTask<T> {
  /** For the log: what has not been done when a round fails. */
  readonly name: string;
  readonly everyMs: number;
  /** The provider that does the work. */
  readonly inject: Type<T>;
  /** Must bear to be run by any number of processes at once. */
  readonly run: (worker: T) => Promise<void>;
}

/** Provider of a loop that lives as long as the application, one round at a time. A round that fails is done by the next. */
export function periodic<T>(task: PeriodicTask<T>): FactoryProvider<PeriodicLoop> {
  return {
    provide: Symbol(task.name),
    inject: [task.inject, LOGGER],
    useFactory: (worker: T, log: Logger) =>
      new PeriodicLoop(task.name, task.everyMs, () => task.run(worker), log),
  };
}

class PeriodicLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;

  constructor(
    private readonly name: string,
    private readonly everyMs: number,
    private readonly run: () => Promise<void>,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(), this.everyMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private begin(): void {
    this.round ??= requestContext.clean(() => this.guarded()).finally(() => (this.round = undefined));
  }

  private async guarded(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      this.log.warn({ err: error }, `${this.name} failed, the next round tries again`);
    }
  }
}
