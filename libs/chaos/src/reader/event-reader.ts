import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { attemptSubmitted } from '@tenfold/contracts';

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
        for await (const { num_pending, num_ack_pending } of manager.consumers.list(stream.config.name)) {
          sum += num_pending + num_ack_pending;
        }
      }
      return sum;
    });
  }

  /** The ids of the events that say that an attempt of this run was graded. A relay may send one event twice, with one id. */
  async gradings(run: string): Promise<Map<string, string[]>> {
    const found = new Map<string, Set<string>>();
    const nats = await connect({ servers: this.url, timeout: 5_000 });
    try {
      const stream = attemptSubmitted.subject.replaceAll('.', '_');
      const { state } = await (await jetstreamManager(nats)).streams.info(stream);
      if (state.messages === 0) return new Map();
      const consumer = await jetstream(nats).consumers.get(stream);
      for await (const message of await consumer.consume()) {
        const { attemptId, learner } = message.json<Submitted>();
        const id = message.headers?.get('Nats-Msg-Id') ?? String(message.seq);
        if (learner.startsWith(`${run}-`)) found.set(attemptId, (found.get(attemptId) ?? new Set()).add(id));
        if (message.seq >= state.last_seq) break;
      }
    } finally {
      await nats.close();
    }
    return new Map([...found].map(([attemptId, ids]) => [attemptId, [...ids]]));
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
