import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectLogger } from '@tenfold/bootstrap';
import { requestContext, type Logger } from '@tenfold/observability';
import { ExpirySweep } from './expiry-sweep.js';

const EVERY_MS = 15_000;
const HOUSEKEEPING_MS = 86_400_000;

/** Runs the sweep for as long as the process lives, one round at a time. */
@Injectable()
export class SweepTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;
  private housekeptAt = -Infinity;

  constructor(
    private readonly sweep: ExpirySweep,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(), EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private begin(): void {
    this.round ??= requestContext.clean(() => this.run()).finally(() => (this.round = undefined));
  }

  private async run(): Promise<void> {
    try {
      await this.sweep.gradeOverdue();
      if (performance.now() < this.housekeptAt + HOUSEKEEPING_MS) return;
      await this.sweep.forgetKeys();
      await this.sweep.prepareMonths();
      this.housekeptAt = performance.now();
    } catch (error) {
      this.logger.warn({ err: error }, 'sweep of attempts failed');
    }
  }
}
