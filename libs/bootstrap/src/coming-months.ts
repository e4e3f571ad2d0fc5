import type { FactoryProvider } from '@nestjs/common';
import { Months, Shards } from '@tenfold/database';
import { monthMetrics } from './metrics/month-metrics.js';
import { periodic } from './periodic.js';

/** Providers of the job that makes a schema's coming months, and of what is known of its months. Half a year is made ahead, so that it may fail for months. */
export const comingMonths = (schema: string): FactoryProvider[] => {
  const months = new Months(schema);
  return [
    periodic({
      name: 'making of the coming months',
      everyMs: 10 * 60 * 1_000,
      inject: Shards,
      run: (shards) => months.ensureAhead(shards),
    }),
    ...monthMetrics(schema, months),
  ];
};
