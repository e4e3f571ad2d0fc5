import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Messaging } from '@tenfold/messaging';
import { createLogger } from '@tenfold/observability';
import { setTimeout as delay } from 'node:timers/promises';
import { createApp, type ServiceOptions } from './create-app.js';

const CONNECT_WITHIN_MS = 10_000;

/**
 * Does one piece of work in the place of a service, with its stores and without listening, and ends the process.
 * @param work answers with the exit code
 */
export async function runOnce(
  options: ServiceOptions,
  work: (app: NestFastifyApplication) => Promise<number>,
): Promise<void> {
  const logger = createLogger({ service: options.name, level: 'warn' });
  const app = await createApp(options, logger);
  const waiting = new AbortController();
  const late = delay(CONNECT_WITHIN_MS, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([app.get(Messaging).connect(), late]);
  waiting.abort();
  try {
    process.exitCode = await work(app);
  } finally {
    await app.close();
    process.exit();
  }
}
