import { quoteIdentifier } from '@tenfold/database';

/** @throws RangeError for a schema that cannot stand in a statement without quotes, where parameters cannot */
export function tableOf(schema: string, table: string): string {
  quoteIdentifier(schema);
  return `${schema}.${table}`;
}
