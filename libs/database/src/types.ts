import { parseExactInteger } from '@tenfold/money';
import pg from 'pg';

const { builtins } = pg.types;

/** Text formats that our own clients read otherwise than the driver's default; never set globally, TypeORM shares the driver. */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  // Sums may pass 2^53; what must fit a number (ids of rows, counts, one order) does by its own limits.
  [builtins.INT8, parseExactInteger],
  [builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString()],
  [builtins.DATE, (text) => text],
]);

export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    const own = format === 'binary' ? undefined : PARSERS.get(oid);
    return own ?? (pg.types.getTypeParser as (oid: number, format?: string) => unknown)(oid, format);
  }) as typeof pg.types.getTypeParser,
};
