import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { requestContext, type Logger } from '@tenfold/observability';
import { InjectLogger } from './injected.js';
import { SharedStrategies } from './shared-strategies.js';

/** What is told comes before it is stored; on a disk that is slow, some time before. The last one is within the second that is promised. */
const AFTER_MS = [20, 200, 900];

/** Takes up switches when somebody sets one, instead of asking for them again and again. */
@Injectable()
export class SwitchWatch implements BeforeApplicationShutdown {
  private timers: NodeJS.Timeout[] = [];
  private stopped = false;

  constructor(
    private readonly shared: SharedStrategies,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Connects to NATS when nobody has yet. */
  start(): void {
    requestContext.clean(() => this.shared.onChange(() => this.changed()));
  }

  beforeApplicationShutdown(): void {
    this.stopped = true;
    this.timers.forEach(clearTimeout);
  }

  private changed(): void {
    if (this.stopped) return;
    this.timers.forEach(clearTimeout);
    this.timers = AFTER_MS.map((ms) => setTimeout(() => void this.refresh(), ms).unref());
  }

  private async refresh(): Promise<void> {
    if (!this.shared.reachable) return;
    await this.shared.refresh().catch((error: unknown) => this.log.warn({ err: error }, 'switches not read'));
  }
}
