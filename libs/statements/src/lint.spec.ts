import type { Scatter } from './allow-list.js';
import { lint } from './lint.js';

const tables = new Set(['orders.header']);
const partitioned = new Set<string>();
const measured = (): ReadonlySet<string> => new Set(['get']);
const options = { tables, partitioned, measured };
const POINT = 'SELECT * FROM orders.header WHERE bucket = $1 AND id = $2';
const LIST = 'SELECT * FROM orders.header WHERE bucket::int4 <@ $2::int4multirange ORDER BY id LIMIT $1';
const FOREIGN = 'SELECT * FROM orders.header ORDER BY id LIMIT $1';
const ALL = 'SELECT * FROM orders.header';
const scatters: Scatter[] = [{ service: 'orders', name: 'list', reason: 'staff see all' }];

const sent = (name: string, text: string): { service: string; name: string; text: string } => ({
  service: 'orders',
  name,
  text,
});

describe(lint, () => {
  it('should pass a statement with its bucket, and an allowed one with its limit', async () => {
    const report = await lint([sent('get', POINT), sent('list', LIST)], {
      ...options,
      scatters,
      complete: true,
    });
    expect(report).toEqual({ checked: 2, scatters: 1, problems: [] });
  });

  it('should name a scatter that nobody has allowed', async () => {
    const { problems } = await lint([sent('all', LIST)], { ...options, scatters, complete: false });
    expect(problems).toEqual(['orders: all selects orders.header in every bucket [reads-one-bucket]']);
  });

  it('should allow nothing to another service', async () => {
    const statement = { ...sent('list', LIST), service: 'quiz' };
    expect((await lint([statement], { ...options, scatters, complete: false })).problems).toHaveLength(1);
  });

  it('should refuse an allowed one that has no limit', async () => {
    const { problems } = await lint([sent('list', ALL)], { ...options, scatters, complete: true });
    expect(problems).toEqual([
      'orders: list selects orders.header in every bucket, and has no LIMIT [reads-one-bucket]',
    ]);
  });

  it('should refuse an allowed one that also reads what is not the shard’s own', async () => {
    const { problems } = await lint([sent('list', FOREIGN)], { ...options, scatters, complete: true });
    expect(problems).toEqual([
      'orders: list selects orders.header in every bucket, and not only in its own: bucket::int4 <@ $n::int4multirange [reads-one-bucket]',
    ]);
  });

  it.each([
    ['is not sent', []],
    ['does not scatter any more', [sent('list', POINT)]],
  ])('should refuse a permission when its statement %s', async (_, statements) => {
    const { problems } = await lint(statements, { ...options, scatters, complete: true });
    expect(problems).toEqual(['orders: list is allowed to scatter, and nothing does']);
    expect((await lint(statements, { ...options, scatters, complete: false })).problems).toEqual([]);
  });

  it('should refuse two texts of one name', async () => {
    const { problems } = await lint([sent('get', POINT), sent('get', `${POINT} LIMIT 1`)], {
      ...options,
      scatters,
      complete: false,
    });
    expect(problems).toEqual(['orders: get names two different texts']);
  });

  it('should refuse what it cannot parse', async () => {
    const { problems } = await lint([sent('get', 'SELEC 1')], { ...options, scatters, complete: false });
    expect(problems).toEqual([expect.stringContaining('orders: get cannot be parsed: syntax error')]);
  });

  it('should refuse a statement on partitions whose plan nobody has measured', async () => {
    const statements = [sent('get', POINT), sent('other', POINT)];
    const { problems } = await lint(statements, {
      ...options,
      partitioned: tables,
      scatters,
      complete: false,
    });
    expect(problems).toEqual([
      'orders: other uses partitions of orders.header and is in no test of plans [has-a-measured-plan]',
    ]);
  });
});
