import type { State } from '../reader/state.js';
import { changed, healthyRun, order, Script } from '../testing/example.js';
import { checkOrders } from './orders.js';

type Break = (state: State) => Partial<State>;

const BROKEN: readonly (readonly [string, Break, string])[] = [
  [
    'an order is lost',
    ({ headers }) => ({ headers: headers.slice(1) }),
    'an acknowledged order exists exactly once',
  ],
  [
    'an order is doubled',
    ({ headers }) => ({ headers: [...headers, { ...headers[0]!, id: 'o9' }] }),
    'an acknowledged order exists exactly once',
  ],
  [
    'an order is on two shards',
    ({ headers }) => ({ headers: [...headers, { ...headers[0]!, shard: 'shard-2' }] }),
    'an acknowledged order exists exactly once',
  ],
  [
    'a total is wrong',
    ({ headers }) => ({ headers: changed(headers, { total: 279 }) }),
    'a header says what was sent',
  ],
  [
    'an order is somebody else’s',
    ({ headers }) => ({ headers: changed(headers, { customerId: 'run-c2' }) }),
    'a header says what was sent',
  ],
  [
    'an item count is wrong',
    ({ headers }) => ({ headers: changed(headers, { itemCount: 1 }) }),
    'a header says what was sent',
  ],
  [
    'an order waits for its lines for ever',
    ({ headers }) => ({ headers: changed(headers, { itemsState: 'pending' }) }),
    'lines are stored once it is quiet',
  ],
  [
    'a preview is another order’s',
    ({ headers }) => ({ headers: changed(headers, { preview: [] }) }),
    'the preview is the first lines',
  ],
  [
    'a cancellation is lost',
    ({ headers }) => ({ headers: headers.map((row) => ({ ...row, status: 'pending', historyRows: 1 })) }),
    'status and history follow the client',
  ],
  [
    'a step is written twice into the history',
    ({ headers }) => ({ headers: changed(headers, { historyRows: 2 }) }),
    'status and history follow the client',
  ],
  ['a line is lost', ({ lines }) => ({ lines: lines.slice(1) }), 'lines are what was sent'],
  ['a line is doubled', ({ lines }) => ({ lines: [...lines, lines[0]!] }), 'lines are what was sent'],
  [
    'a line is another one',
    ({ lines }) => ({ lines: changed(lines, { quantity: 4 }) }),
    'lines are what was sent',
  ],
  [
    'a set of lines is lost',
    ({ itemSets }) => ({ itemSets: itemSets.slice(1) }),
    'an order has one set of lines, that says the same',
  ],
  [
    'order-items does not know that an order is cancelled',
    ({ itemSets }) => ({ itemSets: itemSets.map((row) => ({ ...row, cancelled: false })) }),
    'an order has one set of lines, that says the same',
  ],
  ['a key is lost', ({ keys }) => ({ keys: keys.slice(1) }), 'a key belongs to one order'],
  [
    'a key leads elsewhere',
    ({ keys }) => ({ keys: changed(keys, { orderId: 'o2' }) }),
    'a key belongs to one order',
  ],
  [
    'there is an order that nobody was told about',
    ({ headers }) => ({ headers: [...headers, { ...headers[0]!, key: 'run-k9', id: 'o9' }] }),
    'nothing exists that was not acknowledged',
  ],
  [
    'there are lines without an order',
    ({ itemSets }) => ({ itemSets: [...itemSets, { ...itemSets[0]!, orderId: 'o9' }] }),
    'nothing exists that was not acknowledged',
  ],
];

describe(checkOrders, () => {
  it('should find nothing in a healthy run', () => {
    const { history, state } = healthyRun();
    expect(checkOrders(history, state)).toEqual([]);
  });

  it.each(BROKEN)('should find that %s', (_what, damage, rule) => {
    const { history, state } = healthyRun();
    const rules = checkOrders(history, { ...state, ...damage(state) }).map((finding) => finding.rule);
    expect(rules).toContain(rule);
  });

  it('should expect nothing of an order that was never acknowledged', () => {
    const { state } = healthyRun();
    const nothing = { ...state, headers: [], itemSets: [], lines: [], keys: [] };
    expect(checkOrders(new Script().lost(order('run-k1')).history(), nothing)).toEqual([]);
  });
});
