import type {
  BeforeApplicationShutdown,
  FactoryProvider,
  OnApplicationBootstrap,
  Type,
} from '@nestjs/common';
import { untilCommonMoment } from '@tenfold/database';
import { onEvents } from '@tenfold/delivery';
import { requestContext, type Logger } from '@tenfold/observability';
import { LOGGER } from './injected.js';

export interface PeriodicTask<T> {
  /** For the log: what has not been done when a round fails. */
  readonly name: string;
  readonly everyMs: number;
  /** How often while this process writes no events, where that means that there is little to do. */
  readonly everyMsAtRest?: number;
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
  private stopped = false;
  private busy = false;
  private ranAt = -Infinity;
  private forget = (): void => undefined;

  constructor(
    private readonly task: Pick<PeriodicTask<never>, 'name' | 'everyMs' | 'everyMsAtRest' | 'atOnce'>,
    private readonly run: () => Promise<void>,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const { everyMsAtRest, atOnce = false } = this.task;
    if (everyMsAtRest !== undefined) this.forget = onEvents(() => (this.busy = true));
    this.ranAt = performance.now();
    if (atOnce) this.begin();
    this.schedule();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    this.forget();
    await this.round;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      if (this.isTime()) this.begin();
      this.schedule();
    }, untilCommonMoment(this.task.everyMs)).unref();
  }

  private isTime(): boolean {
    const { everyMs, everyMsAtRest = everyMs } = this.task;
    // Half a period of leeway: moments are counted from the start of the process, and not from that of this loop.
    return (
      this.busy || everyMs === everyMsAtRest || performance.now() - this.ranAt > everyMsAtRest - everyMs / 2
    );
  }

  private begin(): void {
    this.busy = false;
    this.ranAt = performance.now();
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
