import { setTimeout as delay } from 'node:timers/promises';
import type { EventReader } from './event-reader.js';
import type { ShardReader } from './shard-reader.js';

const POLL_MS = 500;
/** A consumer that was killed holds its messages for 30 s, and one that failed often waits for up to 90 s. */
const PATIENCE_MS = 180_000;

/**
 * Waits until nothing is on its way any more: no outbox row, no order without its lines, no message that a consumer has not
 * acknowledged. Twice in a row, for what is done may have consequences.
 * @returns how long it took
 */
export async function quiet(shards: ShardReader, events: EventReader, run: string): Promise<number> {
  const begun = performance.now();
  let still = 0;
  for (;;) {
    const undelivered = await shards.undelivered(run);
    const backlog = await events.backlog();
    const sum = Object.values(undelivered).reduce((a, b) => a + b, backlog);
    still = sum === 0 ? still + 1 : 0;
    const passed = performance.now() - begun;
    if (still === 2) return passed;
    if (passed > PATIENCE_MS) {
      const rest = JSON.stringify({ ...undelivered, backlog });
      throw new Error(`still not quiet after ${PATIENCE_MS / 1_000} s: ${rest}`);
    }
    await delay(POLL_MS);
  }
}
