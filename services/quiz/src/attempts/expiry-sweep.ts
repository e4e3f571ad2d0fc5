import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectLogger } from '@tenfold/bootstrap';
import { requestContext, type Logger } from '@tenfold/observability';
import { Clock } from '../clock.js';
import { AttemptsRepository } from './attempts.repository.js';
import { EndingService } from './ending.service.js';

const EVERY_MS = 15_000;
const BATCH = 100;
/** A sealed attempt is graded by its own request within this time, or never. */
const ABANDONED_MS = 30_000;
const DAY_MS = 86_400_000;
/** Keys are promised for a day. */
const KEY_LIFETIME_MS = 2 * DAY_MS;
const MONTH_AHEAD_MS = 62 * DAY_MS;

/**
 * Grades attempts that nobody came back to, forgets old keys, makes the coming months' partitions. Every process runs it: each
 * step has one winner per row, so that more of them do no harm.
 */
@Injectable()
export class ExpirySweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private preparedDay = -1;

  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly ending: EndingService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(), EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** @returns how many attempts it looked at */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const abandonedAt = new Date(now - ABANDONED_MS).toISOString();
    const attempts = await this.attempts.listUngraded(new Date(now).toISOString(), abandonedAt, BATCH);
    for (const attempt of attempts) await this.ending.settle(attempt);
    return attempts.length;
  }

  private begin(): void {
    this.running = requestContext.clean(() => this.tick());
  }

  private async tick(): Promise<void> {
    try {
      await this.sweep();
      await this.prepareDay();
    } catch (error) {
      this.logger.warn({ err: error }, 'sweep of attempts failed');
    }
  }

  private async prepareDay(): Promise<void> {
    const now = this.clock.now();
    const day = Math.floor(now / DAY_MS);
    if (day === this.preparedDay) return;
    const old = new Date(now - KEY_LIFETIME_MS).toISOString();
    while ((await this.attempts.forgetKeys(old, BATCH)) > 0);
    await this.attempts.ensureMonths(dateOf(now), dateOf(now + MONTH_AHEAD_MS));
    this.preparedDay = day;
  }
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
