import { METRICS } from '@tenfold/observability';
import { ALERT_GROUPS } from '../alerts/index.js';
import { panelQueries } from '../listing.js';
import { OVERVIEW } from './overview.js';

/** What can go wrong, where the overview shows it, and who says so. That the alert fires, promtool tests. */
const FAULTS = [
  ['a slow shard', 'Shards: how slow', 'db_client_operation_duration_seconds_bucket', 'TenfoldShardSlow'],
  ['a dead shard', 'Shards', 'tenfold_shard_up', 'TenfoldShardDown'],
  ['a dead replica', 'Replicas', 'tenfold_replica_up', 'TenfoldReplicaDown'],
  ['Redis down', 'Redis', 'tenfold_cache_store_up', 'TenfoldCacheStoreDown'],
  ['NATS down', 'NATS', 'tenfold_messaging_up', 'TenfoldMessagingDown'],
  [
    'a consumer stopped',
    'Consumers: messages that wait',
    'tenfold_consumer_pending_messages',
    'TenfoldConsumerStopped',
  ],
  [
    'a route that computes',
    'Event loops: how late',
    'nodejs_eventloop_delay_p99_seconds',
    'TenfoldEventLoopLag',
  ],
] as const;

describe('the overview', () => {
  const rules = ALERT_GROUPS.flatMap((group) => group.rules);
  const now = OVERVIEW.rows.find(({ title }) => title === 'Wrong right now')?.panels ?? [];

  it.each(FAULTS)('should show %s, and an alert should ask the same metric', (_, title, metric, alert) => {
    const [query] = panelQueries().filter(
      ({ dashboard, panel }) => dashboard === OVERVIEW.uid && panel === title,
    );
    expect(query?.expr).toContain(metric);
    expect(now.find((panel) => panel.title === title)).toMatchObject({ kind: 'state' });
    expect(rules.find((rule) => rule.alert === alert)?.expr).toContain(metric);
  });

  it('should turn red where the alert begins', () => {
    const red = (title: string): number | null | undefined =>
      now.find((panel) => panel.title === title)?.thresholds?.find(({ color }) => color === 'red')?.from;
    expect(red('Shards: how slow')).toBe(0.25);
    expect(METRICS.db_client_operation_duration_seconds.buckets).toContain(red('Shards: how slow'));
    expect(red('Event loops: how late')).toBe(0.1);
    expect(red('Consumers: messages that wait')).toBe(1_000);
  });
});
