import { setTimeout as delay } from 'node:timers/promises';
import { withAdmin } from '../data/peer-tables.js';
import { BenchFailure } from '../failure.js';
import type { BenchStack } from '../stack.js';

const SHARDS = ['shard-1', 'shard-2'];
const POLL_MS = 50;
const PATIENCE_MS = 60_000;
const UNTOUCHED_MS = 3_000;

interface ConsumerReport {
  readonly name: string;
  readonly num_pending: number;
  readonly num_ack_pending: number;
}

interface JetStreamReport {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly consumer_detail?: readonly ConsumerReport[];
    }[];
  }[];
}

/**
 * Waits until every event has been sent and applied: no consumer has a message, and no outbox a row, but for rows that nobody has
 * touched for a while: those wait for their second try, which is minutes away and no work of these orders.
 */
export async function settled(stack: BenchStack): Promise<void> {
  const begun = performance.now();
  let [known, since] = [0, begun];
  for (;;) {
    const [messages, events] = [await messagesLeft(stack), await eventsLeft(stack)];
    const now = performance.now();
    if (events !== known || messages.length > 0) [known, since] = [events, now];
    if (messages.length === 0 && (events === 0 || now - since > UNTOUCHED_MS)) return;
    if (now - begun > PATIENCE_MS) {
      throw new BenchFailure(
        `Events of orders are still not applied after a minute: ${events} rows in outboxes, ` +
          `${messages.length === 0 ? 'no messages' : messages.join(', ')} in streams.`,
      );
    }
    await delay(POLL_MS);
  }
}

async function eventsLeft(stack: BenchStack): Promise<number> {
  const counts = await Promise.all(
    SHARDS.map((shard) =>
      withAdmin(stack, shard, async (client) => {
        const { rows } = await client.query<{ count: number }>(
          'SELECT ((SELECT count(*) FROM orders.outbox) + (SELECT count(*) FROM order_items.outbox))::int AS count',
        );
        return rows[0]?.count ?? 0;
      }),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How many messages which consumer has not confirmed. */
async function messagesLeft({ natsMonitorUrl }: BenchStack): Promise<string[]> {
  const response = await fetch(`${natsMonitorUrl}/jsz?consumers=true`);
  const report = (await response.json()) as JetStreamReport;
  const consumers = (report.account_details ?? []).flatMap(({ stream_detail = [] }) =>
    stream_detail.flatMap(({ consumer_detail = [] }) => consumer_detail),
  );
  return consumers
    .map(({ name, num_pending, num_ack_pending }) => ({ name, left: num_pending + num_ack_pending }))
    .filter(({ left }) => left > 0)
    .map(({ name, left }) => `${left} of ${name}`);
}
