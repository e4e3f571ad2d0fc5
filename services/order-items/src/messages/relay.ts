import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectLogger } from '@tenfold/bootstrap';
import { Shards } from '@tenfold/database';
import { Messaging, OutboxRelay } from '@tenfold/messaging';
import type { Logger } from '@tenfold/observability';

/** Runs the relay for as long as the application runs; it ends while messaging and shards are still there. */
@Injectable()
export class Relay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: OutboxRelay;

  constructor(shards: Shards, messaging: Messaging, @InjectLogger() logger: Logger) {
    this.relay = new OutboxRelay('order_items', shards, messaging, logger);
  }

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}
