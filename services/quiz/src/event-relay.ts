import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectLogger } from '@tenfold/bootstrap';
import { Shards } from '@tenfold/database';
import { Messaging, OutboxRelay } from '@tenfold/messaging';
import type { Logger } from '@tenfold/observability';

/** Carries this service's events to JetStream for as long as the process lives. */
@Injectable()
export class EventRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: OutboxRelay;

  constructor(shards: Shards, messaging: Messaging, @InjectLogger() logger: Logger) {
    this.relay = new OutboxRelay('quiz', shards, messaging, logger);
  }

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}
