import type { Change } from '@tenfold/cache';
import { createLogger } from '@tenfold/observability';
import { NatsProcess, waitFor } from '@tenfold/testing';
import { INVALIDATION_SUBJECT, Messaging, NatsInvalidationBus } from '../src/index.js';

const logger = createLogger({ service: 'bus', level: 'silent' });

/** Real: NATS, a server of this test's own. */
describe(NatsInvalidationBus, () => {
  let nats: NatsProcess;
  const processes: Messaging[] = [];

  const join = (name: string) => {
    const messaging = new Messaging({ url: nats.url, name, logger });
    processes.push(messaging);
    const bus = new NatsInvalidationBus(messaging, logger);
    const heard: Change[] = [];
    const seen = { heard, losses: 0 };
    bus.subscribe({ changed: (change) => heard.push(change), lost: () => (seen.losses += 1) });
    bus.start();
    return { bus, messaging, seen };
  };

  beforeAll(async () => {
    nats = await NatsProcess.start();
  });

  afterAll(async () => {
    await Promise.all(processes.map((messaging) => messaging.close()));
    await nats.stop();
  });

  it('should tell the processes of all services, this one too', async () => {
    const [quiz, orders] = [join('quiz'), join('orders')];
    await waitFor(() => quiz.bus.connected && orders.bus.connected);
    quiz.bus.publish({ key: 'quiz:{b1}:current:x', version: 7 });
    await waitFor(() => quiz.seen.heard.length + orders.seen.heard.length === 2);
    expect(orders.seen.heard).toEqual([{ key: 'quiz:{b1}:current:x', version: 7 }]);
  });

  it('should pass over what is not a change, and count it', async () => {
    const { bus, messaging, seen } = join('quiz');
    await waitFor(() => bus.connected);
    const connection = await messaging.connect();
    const foreign = [
      'x',
      'null',
      '{}',
      '[1]',
      '{"key":1,"version":1}',
      '{"key":"k","version":-1}',
      '{"key":"k","version":1.5}',
      `{"key":"${'k'.repeat(3_000)}","version":1}`,
    ];
    for (const text of foreign) connection.publish(INVALIDATION_SUBJECT, text);
    bus.publish({ key: 'k', version: 1 });
    await waitFor(() => seen.heard.length === 1);
    expect(seen.heard).toEqual([{ key: 'k', version: 1 }]);
    expect(bus.counters.foreign).toBe(foreign.length);
  });

  it('should say that it was lost, and listen again once the server is back', async () => {
    const [one, two] = [join('quiz'), join('quiz')];
    await waitFor(() => one.bus.connected && two.bus.connected);
    await nats.kill();
    await waitFor(() => one.seen.losses > 0 && two.seen.losses > 0);
    expect(one.bus.connected).toBe(false);
    one.bus.publish({ key: 'lost', version: 1 });
    expect(one.bus.counters.unsent).toBe(1);
    await nats.run();
    await waitFor(() => one.bus.connected && two.bus.connected);
    one.bus.publish({ key: 'k', version: 2 });
    await waitFor(() => two.seen.heard.length > 0);
    expect(two.seen.heard).toEqual([{ key: 'k', version: 2 }]);
  });
});
