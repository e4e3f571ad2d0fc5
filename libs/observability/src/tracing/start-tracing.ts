import { startNodeSdk } from '@opentelemetry/sdk-node';
import { setTimeout as delay } from 'node:timers/promises';
import { tracing } from './tracing.js';

/** A collector that is away must not hold a process that is asked to end. */
const FLUSH_MS = 3_000;

/** Loads the SDK, which reads the rest of its settings from the environment. */
export function startTracing(service: string, version: string): void {
  const sdk = startNodeSdk({
    resourceAttributes: { 'service.name': service, 'service.version': version },
    // Metrics are scraped, and logs are lines.
    metricReaders: [],
    logRecordProcessors: [],
    logLevel: 'none',
  });
  tracing.on = true;
  tracing.stop = async () => {
    await Promise.race([sdk.shutdown().catch(() => undefined), delay(FLUSH_MS, undefined, { ref: false })]);
  };
}
