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
  /** Also when the application starts, and not only after that time. */
  readonly atOnce?: boolean;
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
    useFactory: (worker: T, log: Logger) => new PeriodicLoop(task, () => task.run(worker), log),
  };
}

class PeriodicLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;

  constructor(
    private readonly task: Pick<PeriodicTask<never>, 'name' | 'everyMs' | 'atOnce'>,
    private readonly run: () => Promise<void>,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const { everyMs, atOnce = false } = this.task;
    this.timer = setInterval(() => this.begin(), everyMs).unref();
    if (atOnce) this.begin();
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
      this.log.warn({ err: error }, `${this.task.name} failed, the next round tries again`);
    }
  }
}
