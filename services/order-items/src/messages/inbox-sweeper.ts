import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectLogger } from '@tenfold/bootstrap';
import type { Logger } from '@tenfold/observability';
import { InboxRepository } from './inbox.repository.js';

/** A dead letter waits a month for somebody to send it again; after that no message can come a second time. */
const KEPT_MS = 35 * 24 * 60 * 60 * 1_000;
const EVERY_MS = 10 * 60 * 1_000;
/** Rows of one round on one shard, so that no statement runs long; what is left is taken ten minutes later. */
const BATCH = 20_000;

/** Forgets what can no longer be delivered again. Any number of processes may do it at once. */
@Injectable()
export class InboxSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly inbox: InboxRepository,
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
      await this.inbox.sweep(new Date(Date.now() - KEPT_MS).toISOString(), BATCH);
    } catch (error) {
      this.log.warn({ err: error }, 'old messages not swept, next round will');
    }
  }
}
