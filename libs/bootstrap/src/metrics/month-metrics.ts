import type { FactoryProvider } from '@nestjs/common';
import { Months, PartitionStatistics, Shards, type PartitionOperations } from '@tenfold/database';
import { Metrics } from '@tenfold/observability';
import { periodic } from '../periodic.js';
import { Sampled } from './sampled.js';

const OPERATIONS_EVERY_MS = 30_000;
/** As often as months are made. */
const AHEAD_EVERY_MS = 10 * 60_000;

const OPERATIONS = ['read', 'insert', 'update', 'delete'] as const;

/** The monthly partitions of a schema: how busy each is, and how many there are for the time to come. */
class MonthMetrics {
  private readonly operations = new Sampled<readonly PartitionOperations[]>(OPERATIONS_EVERY_MS);
  private readonly ahead = new Sampled<ReadonlyMap<string, number>>(AHEAD_EVERY_MS);
  private readonly statistics: PartitionStatistics;

  constructor(
    metrics: Metrics,
    schema: string,
    private readonly months: Months,
    private readonly shards: Shards,
  ) {
    this.statistics = new PartitionStatistics(schema);
    metrics.counter('tenfold_partition_operations_total', () =>
      this.operations
        .entries()
        .flatMap(([shard, partitions]) => partitions.flatMap((partition) => readingsOf(shard, partition))),
    );
    metrics.gauge('tenfold_partitions_ahead_months', () =>
      [...this.fewest()].map(([table, months]) => [{ tenfold_table: table }, months]),
    );
  }

  async sampleOperations(): Promise<void> {
    await this.operations.sample(
      this.shards.all(),
      ({ name }) => name,
      (shard) => this.statistics.read(shard),
    );
  }

  async sampleAhead(): Promise<void> {
    await this.ahead.sample(
      this.shards.all(),
      ({ name }) => name,
      (shard) => this.months.ahead(shard),
    );
  }

  /** Of each table, on the shard that has fewest. */
  private fewest(): ReadonlyMap<string, number> {
    const fewest = new Map<string, number>();
    for (const [, tables] of this.ahead.entries()) {
      for (const [table, months] of tables) {
        fewest.set(table, Math.min(months, fewest.get(table) ?? Infinity));
      }
    }
    return fewest;
  }
}

function readingsOf(shard: string, operations: PartitionOperations) {
  const { partition } = operations;
  return OPERATIONS.map(
    (operation) =>
      [
        { tenfold_shard: shard, tenfold_partition: partition, operation },
        Number(operations[operation]),
      ] as const,
  );
}

export const monthMetrics = (schema: string, months: Months): FactoryProvider[] => [
  {
    provide: MonthMetrics,
    inject: [Metrics, Shards],
    useFactory: (metrics: Metrics, shards: Shards) => new MonthMetrics(metrics, schema, months, shards),
  },
  periodic({
    name: `sampling of the partitions of ${schema}`,
    everyMs: OPERATIONS_EVERY_MS,
    atOnce: true,
    inject: MonthMetrics,
    run: (sampled) => sampled.sampleOperations(),
  }),
  periodic({
    name: `sampling of the coming months of ${schema}`,
    everyMs: AHEAD_EVERY_MS,
    atOnce: true,
    inject: MonthMetrics,
    run: (sampled) => sampled.sampleAhead(),
  }),
];
