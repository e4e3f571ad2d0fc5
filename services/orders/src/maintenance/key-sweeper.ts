import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectLogger } from '@tenfold/bootstrap';
import type { Logger } from '@tenfold/observability';
import { IdempotencyRepository } from '../idempotency/idempotency.repository.js';

/** We promise to know a key for a day; two leave room for clocks and for clients that come back after a weekend day. */
const KEPT_MS = 48 * 60 * 60 * 1_000;
const EVERY_MS = 10 * 60 * 1_000;
/** Rows of one round on one shard, so that no statement runs long; what is left is taken ten minutes later. */
const BATCH = 5_000;

/** Forgets old keys. Any number of processes may do it at once. */
@Injectable()
export class KeySweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly keys: IdempotencyRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.round = this.sweep();
    }, EVERY_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private async sweep(): Promise<void> {
    try {
      await this.keys.sweep(new Date(Date.now() - KEPT_MS).toISOString(), BATCH);
    } catch (error) {
      this.log.warn({ err: error }, 'old keys not swept, next round will');
    }
  }
}
