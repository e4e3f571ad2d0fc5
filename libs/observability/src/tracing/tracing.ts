import { diag, DiagLogLevel } from '@opentelemetry/api';
import type { Logger } from '../logger.js';

/** Whether this process traces; said once, before anything else is loaded. */
export const tracing = {
  on: false,

  /** Where it is told that spans were dropped, or did not arrive. What the SDK calls an error costs no request anything. */
  reportTo(logger: Logger): void {
    if (!tracing.on) return;
    const warn = (reason: string): void => logger.warn({ reason }, 'spans did not arrive');
    const ignore = (): void => undefined;
    const target = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
    diag.setLogger(target, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  },

  /** Sends what is left, and waits for that no longer than a moment. */
  stop: async (): Promise<void> => undefined,
};
