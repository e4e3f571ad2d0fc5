import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { attemptSubmitted } from '@tenfold/contracts';

const AT_ONCE = 64;

/** Durable consumers bear the name of their service; others belong to somebody who looks on, or to a test that is over. */
const OF_A_SERVICE = /^(quiz|orders|order-items)_/;

interface Submitted {
  readonly attemptId: string;
  readonly learner: string;
}

/** Looks at the streams as an operator would, and takes nothing away from the services' consumers. */
export class EventReader {
  constructor(private readonly url: string) {}

  /** Messages that the services have not taken, or not acknowledged yet. */
  async backlog(): Promise<number> {
    return this.with(async (manager) => {
      let sum = 0;
      for await (const stream of manager.streams.list()) {
        for await (const consumer of manager.consumers.list(stream.config.name)) {
          if (!OF_A_SERVICE.test(consumer.config.durable_name ?? '')) continue;
          sum += consumer.num_pending + consumer.num_ack_pending;
        }
      }
      return sum;
    });
  }

  /** The ids of the events that say that an attempt of this run was graded. A relay may send one event twice, with one id. */
  async gradings(run: string): Promise<Map<string, string[]>> {
    const stream = attemptSubmitted.subject.replaceAll('.', '_');
    return this.with(async (manager) => {
      const { state } = await manager.streams.info(stream);
      const found = new Map<string, Set<string>>();
      // Message by message, by number: no consumer, whose window and heartbeats would have a say in what is seen.
      for (let from = state.first_seq; from <= state.last_seq; from += AT_ONCE) {
        const count = Math.min(AT_ONCE, state.last_seq - from + 1);
        const numbers = Array.from({ length: count }, (_, index) => from + index);
        for (const message of await Promise.all(
          numbers.map((seq) => manager.streams.getMessage(stream, { seq })),
        )) {
          if (message === null) continue;
          const { attemptId, learner } = message.json<Submitted>();
          if (!learner.startsWith(`${run}-`)) continue;
          const id = message.header.get('Nats-Msg-Id') || String(message.seq);
          found.set(attemptId, (found.get(attemptId) ?? new Set()).add(id));
        }
      }
      return new Map([...found].map(([attemptId, ids]) => [attemptId, [...ids]]));
    });
  }

  private async with<T>(work: (manager: JetStreamManager) => Promise<T>): Promise<T> {
    const nats = await connect({ servers: this.url, timeout: 5_000 });
    try {
      return await work(await jetstreamManager(nats));
    } finally {
      await nats.close();
    }
  }
}
