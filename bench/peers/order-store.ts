import pg from 'pg';
import postgres from 'postgres';
import { config } from './config.js';
import { COLUMNS, FIND, LIST, type OrderRow } from './order-rows.js';

/** Reads orders from the plain table, each driver in the way that its documentation advises. */
export interface OrderStore {
  find(id: string, customer: string): Promise<OrderRow | undefined>;
  list(customer: string, before: string, limit: number): Promise<OrderRow[]>;
}

const INT8 = 20;
// Totals of money fit a number, and JSON wants one.
pg.types.setTypeParser(INT8, Number);

const FIND_STATEMENT = { name: 'find-order', text: FIND };
const LIST_STATEMENT = { name: 'list-orders', text: LIST };

export async function openOrderStore(): Promise<OrderStore> {
  if (config.variant === 'pipelined') return openPipelined();
  if (config.variant === 'postgres.js') return openPostgresJs();
  return overQueries(new pg.Pool({ ...config.database, max: config.poolSize }));
}

/** One connection, on which queries do not wait for the answers of those before them (pg 8.23); each has its own Sync. */
async function openPipelined(): Promise<OrderStore> {
  const client = new pg.Client({ ...config.database, pipeline: true } as pg.ClientConfig);
  await client.connect();
  return overQueries(client);
}

function overQueries(source: pg.Pool | pg.Client): OrderStore {
  const query = async (text: { name: string; text: string }, values: unknown[]): Promise<OrderRow[]> =>
    (await source.query<OrderRow>({ ...text, values })).rows;
  return {
    find: async (id, customer) => (await query(FIND_STATEMENT, [id, customer]))[0],
    list: (customer, before, limit) => query(LIST_STATEMENT, [customer, before, limit]),
  };
}

function openPostgresJs(): OrderStore {
  const { user, ...rest } = config.database ?? { user: '' };
  const sql = postgres({
    ...rest,
    username: user,
    max: config.poolSize,
    types: { bigint: { to: INT8, from: [INT8], parse: Number, serialize: String } },
    onnotice: () => undefined,
  });
  return {
    find: async (id, customer) =>
      (
        await sql<
          OrderRow[]
        >`SELECT ${sql.unsafe(COLUMNS)} FROM bench.orders WHERE id = ${id} AND customer_id = ${customer}`
      )[0],
    list: async (customer, before, limit) => [
      ...(await sql<OrderRow[]>`SELECT ${sql.unsafe(COLUMNS)} FROM bench.orders
        WHERE customer_id = ${customer} AND id < ${before} ORDER BY id DESC LIMIT ${limit}`),
    ],
  };
}
