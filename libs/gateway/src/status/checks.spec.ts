import { findingsOf } from './checks.js';
import { readingsOf, ServiceWindow, type Reachable } from './service-window.js';

describe(findingsOf, () => {
  function findings(text: string, reachable: Reachable = {}, services = ['orders']): string[] {
    const windows = services.map((service) => new ServiceWindow(service, 30_000));
    for (const window of windows) window.add(0, text, reachable);
    return findingsOf(readingsOf(windows)).map(({ part, state, services: by }) =>
      `${part.kind} ${part.name} ${state} ${by.join('+')}`.trim(),
    );
  }

  it.each([
    ['nodejs_eventloop_utilization_ratio 0.97', 'service orders bad'],
    ['nodejs_eventloop_delay_p99_seconds 0.2', 'service orders warn'],
    ['tenfold_shard_up{tenfold_shard="shard-2"} 0', 'shard shard-2 bad orders'],
    ['tenfold_replica_up{tenfold_shard="shard-1",tenfold_replica="a"} 0', 'replica shard-1 a bad orders'],
    ['tenfold_replica_lag_seconds{tenfold_shard="shard-1",tenfold_replica="a"} 3', 'replica shard-1 a warn'],
    ['tenfold_cache_store_up 0', 'store Redis bad orders'],
    ['tenfold_messaging_up 0', 'store NATS bad orders'],
    ['tenfold_dead_letters{messaging_destination_name="orders.order.created.v1"} 1', 'store NATS warn'],
    ['tenfold_outbox_age_seconds{tenfold_shard="shard-1"} 31', 'service orders bad'],
    ['tenfold_consumer_pending_messages{messaging_consumer_group_name="sums"} 12', 'consumer sums bad'],
  ])('should see what %s means', (text, finding) => {
    expect(findings(text)).toEqual([finding]);
  });

  it('should say once what several services and metrics say', () => {
    const text = 'tenfold_cache_store_up 0';
    expect(findings(text, { redis: false, nats: true }, ['orders', 'quiz'])).toEqual([
      'store Redis bad orders+quiz',
    ]);
  });

  it('should name a service that does not answer, and find nothing else wrong with it', () => {
    const window = new ServiceWindow('quiz', 30_000);
    window.add(0, 'tenfold_messaging_up 0', {});
    window.miss();
    expect(findingsOf(readingsOf([window])).map(({ text }) => text)).toEqual([
      'does not answer on its port for operators',
    ]);
  });
});
