import type { DatabaseObserver, PoolCounters, ServerKind, Shard, Shards } from '@tenfold/database';
import { tracedBy, type LabelsOf, type Metrics } from '@tenfold/observability';

/** Histograms of statements and of waits for connections. */
export function databaseObserver(metrics: Metrics): DatabaseObserver {
  const durations = metrics.histogram('db_client_operation_duration_seconds');
  const waits = metrics.histogram('db_client_connection_wait_time_seconds');
  return {
    answered: (shard, server, statement, elapsedMs, error) =>
      durations.of(shard, server, statement, error).observe(elapsedMs / 1e3, tracedBy()),
    connected: (shard, server, elapsedMs) => waits.of(shard, server).observe(elapsedMs / 1e3, tracedBy()),
  };
}

/** What the shards of the map in force keep of themselves. */
export function addShards(metrics: Metrics, shards: Shards): void {
  addPools(metrics, shards);
  addReads(metrics, shards);
  const flag = (is: boolean): number => (is ? 1 : 0);
  const all = <T>(read: (shard: Shard) => T) =>
    shards.all().map((shard) => [{ tenfold_shard: shard.name }, read(shard)] as const);
  metrics.gauge('tenfold_shard_map_epoch', () => shards.epoch);
  metrics.gauge('tenfold_shard_up', () => all((shard) => flag(shard.state.up)));
  metrics.gauge('tenfold_shard_leased', () => all((shard) => flag(shard.state.leased)));
  metrics.gauge('tenfold_replica_up', () =>
    replicas(shards).map(([labels, { living }]) => [labels, flag(living)]),
  );
  metrics.gauge('tenfold_replica_lag_seconds', () =>
    replicas(shards).flatMap(([labels, { living, ageMs }]) =>
      living && ageMs !== undefined ? [[labels, ageMs / 1e3] as const] : [],
    ),
  );
}

function addPools(metrics: Metrics, shards: Shards): void {
  const each = (read: (pool: PoolCounters) => number) =>
    pools(shards).map(([labels, pool]) => [labels, read(pool)] as const);
  metrics.gauge('db_client_connection_max', () => each(({ max }) => max));
  metrics.gauge('db_client_connection_pending_requests', () => each(({ waiting }) => waiting));
  metrics.gauge('db_client_connection_count', () =>
    pools(shards).flatMap(([labels, { size, idle }]) => [
      [{ ...labels, db_client_connection_state: 'idle' }, idle] as const,
      [{ ...labels, db_client_connection_state: 'used' }, size - idle] as const,
    ]),
  );
}

function addReads(metrics: Metrics, shards: Shards): void {
  const each = (read: (shard: Shard) => number) =>
    shards.all().map((shard) => [{ tenfold_shard: shard.name }, read(shard)] as const);
  metrics.counter('tenfold_primary_statements_total', () => each(({ counters }) => counters.primary));
  metrics.counter('tenfold_replica_reads_total', () => each(({ counters }) => counters.replica));
  metrics.counter('tenfold_replica_fallbacks_total', () =>
    shards
      .all()
      .flatMap(({ name, counters }) =>
        Object.entries(counters.fallbacks).map(
          ([reason, count]) => [{ tenfold_shard: name, reason }, count] as const,
        ),
      ),
  );
}

type PoolLabels = LabelsOf<'db_client_connection_max'>;

function pools(shards: Shards): (readonly [PoolLabels, PoolCounters])[] {
  return shards.all().flatMap((shard) =>
    shard.pools().map((pool) => {
      const server: ServerKind = pool.server === 'primary' ? 'primary' : 'replica';
      const replica = server === 'replica' ? addressOf(shard, pool.server) : '';
      const labels = {
        db_client_connection_pool_name: shard.name,
        tenfold_server: server,
        tenfold_replica: replica,
      };
      return [labels, pool] as const;
    }),
  );
}

function replicas(shards: Shards) {
  return shards
    .all()
    .flatMap((shard) =>
      shard
        .replicaStates()
        .map(
          (state) =>
            [{ tenfold_shard: shard.name, tenfold_replica: addressOf(shard, state.name) }, state] as const,
        ),
    );
}

/** A replica is called `<shard> at <host>:<port>`. */
function addressOf({ name }: Shard, replica: string): string {
  return replica.replace(`${name} at `, '');
}
