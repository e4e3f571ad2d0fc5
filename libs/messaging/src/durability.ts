import type { Logger } from '@tenfold/observability';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const ANSWER_WITHIN_MS = 2_000;
const RETRY_MS = 500;
/** How long a server may take to answer before a service gives up its start. */
const PATIENCE_MS = 15_000;

const varzSchema = z.object({
  version: z.string(),
  jetstream: z.object({ config: z.object({ sync_always: z.boolean().optional() }).optional() }).optional(),
});

export interface DurabilityOptions {
  /** Base URLs of the servers' monitoring endpoints, `http://nats-0:8222`; one for each server of the cluster. */
  readonly monitors: readonly string[];
  readonly production: boolean;
  readonly logger: Logger;
  readonly patienceMs?: number;
}

/**
 * An acknowledgement of JetStream means "on the disk" only with `sync_interval: always`; by default a power cut takes the last two
 * minutes. In production a service does not start without it, or where nobody can tell. Elsewhere it says so and goes on.
 * @throws Error that says which server, and what to do
 */
export async function requireDurableJetStream(options: DurabilityOptions): Promise<void> {
  const { monitors, production, logger, patienceMs = PATIENCE_MS } = options;
  const weakness = await weaknessOf(monitors, production ? patienceMs : 0);
  if (weakness === undefined) return;
  const message = `${weakness}: what JetStream has acknowledged may be lost when its machine dies`;
  if (production) throw new Error(`${message}. NODE_ENV=production refuses that`);
  logger.warn(message);
}

/** @returns why an acknowledged message may not be on the disk; undefined when it is */
async function weaknessOf(monitors: readonly string[], patienceMs: number): Promise<string | undefined> {
  if (monitors.length === 0)
    return 'NATS_MONITOR_URL is not set, so nobody can tell whether sync_interval: always is in force';
  const all = await Promise.all(monitors.map((url) => weaknessOfServer(url, patienceMs)));
  return all.find((one) => one !== undefined);
}

async function weaknessOfServer(url: string, patienceMs: number): Promise<string | undefined> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      const response = await fetch(new URL('/varz', url), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      return judge(url, varzSchema.parse(await response.json()));
    } catch (error) {
      if (Date.now() >= end)
        return `${url}/varz cannot be read (${error instanceof Error ? error.message : String(error)})`;
      await delay(RETRY_MS);
    }
  }
}

function judge(url: string, { version, jetstream }: z.infer<typeof varzSchema>): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  // Older servers do not know the setting, whatever their configuration says.
  if (major < 2 || (major === 2 && minor < 10)) return `nats-server ${version} at ${url} is older than 2.10`;
  if (jetstream?.config === undefined) return `nats-server at ${url} runs without JetStream`;
  if (jetstream.config.sync_always !== true)
    return `nats-server at ${url} runs without sync_interval: always`;
  return undefined;
}
