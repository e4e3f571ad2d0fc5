import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { BenchFailure } from '../failure.js';
import type { BenchStack } from '../stack.js';

const SHARDS = ['shard-1', 'shard-2'];
const POLL_MS = 150;
const PATIENCE_MS = 60_000;

/**
 * Any row that has still to be sent, notes of events included; both indexes hold unpublished rows only. Rows that were sent stay for a
 * minute until their effect is confirmed: that is a look at what was applied, and nothing is waited for.
 */
const UNSENT = `SELECT EXISTS (SELECT FROM orders.outbox WHERE published_at IS NULL)
  OR EXISTS (SELECT FROM order_items.outbox WHERE published_at IS NULL) AS left`;

/** By the index, however few rows there are: a scan would read what was deleted since the last vacuum. */
const SESSION = { application_name: 'tenfold-bench', options: '-c enable_seqscan=off' };

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
 * Says when nothing is left to do for orders. It asks seldom and over connections that stay open, because what it costs the servers is
 * counted with the orders: a new connection takes as much of their CPU as an order does.
 */
export class Settling {
  private constructor(
    private readonly stack: BenchStack,
    private readonly clients: readonly pg.Client[],
  ) {}

  static async open(stack: BenchStack): Promise<Settling> {
    const clients = await Promise.all(
      SHARDS.map(async (shard) => {
        const client = new pg.Client({ ...stack.login(shard), ...SESSION });
        client.on('error', () => undefined);
        await client.connect();
        return client;
      }),
    );
    return new Settling(stack, clients);
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end().catch(() => undefined)));
  }

  /** Waits until every event has been sent and applied: no outbox has a row to send, and no consumer a message. */
  async settled(): Promise<void> {
    for (const end = performance.now() + PATIENCE_MS; ; await delay(POLL_MS)) {
      const left = await this.left();
      if (left.length === 0) return;
      if (performance.now() > end) {
        throw new BenchFailure(`Events of orders are still not applied after a minute: ${left.join(', ')}.`);
      }
    }
  }

  /** An event is in the outbox until it is in a stream, and applying it may write the next one: so outboxes before and after. */
  private async left(): Promise<string[]> {
    if (await this.unsent()) return ['rows in outboxes'];
    const messages = await messagesLeft(this.stack);
    if (messages.length > 0) return messages;
    return (await this.unsent()) ? ['rows in outboxes'] : [];
  }

  private async unsent(): Promise<boolean> {
    const answers = await Promise.all(
      this.clients.map((client) => client.query<{ left: boolean }>({ name: 'bench-unsent', text: UNSENT })),
    );
    return answers.some(({ rows }) => rows[0]?.left === true);
  }
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
    .map(({ name, left }) => `${left} messages of ${name}`);
}
