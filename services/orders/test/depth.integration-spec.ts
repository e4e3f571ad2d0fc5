import { ALL_IDS, before, Months, statement, windowsBack } from '@tenfold/database';
import { bucketOf, newId } from '@tenfold/ids';
import { waitFor } from '@tenfold/testing';
import { OrdersApp, people } from './orders-app.js';
import { LIST_OF_CUSTOMER } from '../src/orders/order-lists.statements.js';

const ORDERS = 1_200;
const MONTHS = 8;
const LIMIT = 20;

const SEED = statement(
  'test.many-orders',
  `INSERT INTO orders.header (bucket, id, number, kind, customer_id, status, items_state, currency, item_count, total, preview,
    source, metadata, version, status_times, placed_at, updated_at)
  SELECT $1, id, 'I-1', 'sale', $2, 'closed', 'stored', 'GBP', 1, 100, '[]', 'api', '{}', 1, '{}', now(), now()
  FROM unnest($3::uuid[]) AS id`,
);
const MEASURE = statement(
  'test.explain-list',
  `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${LIST_OF_CUSTOMER.forward.text}`,
);

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** Real: HTTP, tokens, Postgres (two shards with a replica each). */
describe('the depth of a list', () => {
  let orders: OrdersApp;
  const sent: string[] = [];

  beforeAll(async () => {
    orders = await OrdersApp.start({
      reachable: false,
      onStatement: ({ name }) => name.startsWith('orders.list') && sent.push(name),
    });
  });
  afterAll(() => orders?.stop());

  it('should not matter: a page of a long history touches as much at its end as at its beginning', async () => {
    const { customer, customerId } = await people();
    const bucket = bucketOf(customerId);
    const shard = orders.shards.forBucket(bucket);
    const month = (n: number): number => Date.UTC(2012, n, 1);
    for (let n = 0; n <= MONTHS; n += 1) await orders.provided(Months).ensure(shard, month(n));
    const step = Math.floor((month(MONTHS) - month(0)) / ORDERS);
    const ids = Array.from({ length: ORDERS }, (_, n) => newId(bucket, month(0) + n * step));
    await shard.query(SEED, [bucket, customerId, ids]);

    const page = async (query: string): Promise<Page> =>
      (await orders.api.call<Page>(`/v1/orders${query}`, { token: customer })).body;
    const newestFirst = ids.toReversed();
    const touched = async (skip: number): Promise<{ blocks: number; rows: number }> => {
      const place = newestFirst[skip - 1] ?? ALL_IDS.below;
      const [window] = windowsBack(before(ALL_IDS, place), month(MONTHS));
      const values = [bucket, customerId, window?.from, window?.below, null, null, LIMIT + 1, null];
      const [plan] = await shard.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(MEASURE, values);
      const root = plan?.['QUERY PLAN'][0].Plan as PlanNode;
      return { blocks: root['Shared Hit Blocks'] + root['Shared Read Blocks'], rows: rowsRead(root) };
    };
    const first = await touched(0);
    for (const skip of [ORDERS / 4, ORDERS / 2, ORDERS - LIMIT - 1]) {
      const deep = await touched(skip);
      expect(deep.rows).toBeLessThanOrEqual(LIMIT + 1);
      // The root and a leaf more where a page begins in one month and ends in another.
      expect(deep.blocks).toBeLessThanOrEqual(first.blocks * 1.2 + 6);
    }

    // The first page has to find out where the history ends; from there on, a statement a page, until it begins.
    // A replica answers, and it has all orders or none: they were written by one statement.
    await waitFor(async () => (await page('?limit=1')).items.length === 1);
    let pages = 0;
    for (let cursor: string | null = ''; cursor !== null; pages += 1) {
      sent.length = 0;
      const query: string = cursor === '' ? '?limit=100' : `?limit=100&cursor=${cursor}`;
      cursor = (await page(query)).nextCursor;
      if (pages > 0 && cursor !== null) expect(sent).toHaveLength(1);
      expect(sent.length).toBeLessThanOrEqual(3);
    }
    expect(pages).toBe(ORDERS / 100);
  });
});

/** Of the tables, whatever the nodes above have made of them. */
function rowsRead(node: PlanNode): number {
  if (node.Plans !== undefined) return node.Plans.reduce((sum, child) => sum + rowsRead(child), 0);
  return (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
}
