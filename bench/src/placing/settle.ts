import { setTimeout as delay } from 'node:timers/promises';
import { withAdmin } from '../data/peer-tables.js';
import { BenchFailure } from '../failure.js';
import type { BenchStack } from '../stack.js';

const SHARDS = ['shard-1', 'shard-2'];
const POLL_MS = 50;
const PATIENCE_MS = 60_000;

interface JetStreamReport {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly consumer_detail?: readonly {
        readonly num_pending: number;
        readonly num_ack_pending: number;
      }[];
    }[];
  }[];
}

/** Waits until every event has been sent and applied: no outbox has a row, and no consumer a message. */
export async function settled(stack: BenchStack): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; ; await delay(POLL_MS)) {
    if ((await messagesLeft(stack)) === 0 && (await eventsLeft(stack)) === 0) return;
    if (performance.now() > end)
      throw new BenchFailure('Events of orders are still not applied after a minute.');
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

async function messagesLeft({ natsMonitorUrl }: BenchStack): Promise<number> {
  const response = await fetch(`${natsMonitorUrl}/jsz?consumers=true`);
  const report = (await response.json()) as JetStreamReport;
  const consumers = (report.account_details ?? []).flatMap(({ stream_detail = [] }) =>
    stream_detail.flatMap(({ consumer_detail = [] }) => consumer_detail),
  );
  return consumers.reduce((sum, consumer) => sum + consumer.num_pending + consumer.num_ack_pending, 0);
}
