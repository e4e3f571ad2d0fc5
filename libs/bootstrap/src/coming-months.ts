import type { FactoryProvider } from '@nestjs/common';
import { Months, Shards } from '@tenfold/database';
import { periodic } from './periodic.js';

/** Provider of the job that makes a schema's coming months. Half a year is made ahead, so that it may fail for months. */
export const comingMonths = (schema: string): FactoryProvider => {
  const months = new Months(schema);
  return periodic({
    name: 'making of the coming months',
    everyMs: 10 * 60 * 1_000,
    inject: Shards,
    run: (shards) => months.ensureAhead(shards),
  });
};
