/** A statement that may read every bucket of a shard, because what it asks belongs to none. */
export interface Scatter {
  readonly service: string;
  readonly name: string;
  readonly reason: string;
}

/** What the library of delivery sends for each service that has an outbox. */
function outbox(service: string, schema: string): Scatter[] {
  return ['claim', 'resend', 'republish', 'sweep', 'backlog', 'due'].map((verb) => ({
    service,
    name: `${schema}.outbox.${verb}`,
    reason: 'relay and upkeep serve a whole shard',
  }));
}

/** A list over all buckets: page by page in both directions, and as a whole where `pagination` is off. */
function list(service: string, name: string, whole: string, reason: string): Scatter[] {
  return [
    { service, name, reason: `${reason}, page by page` },
    { service, name: `${name}.back`, reason: `${reason}, page by page` },
    { service, name: whole, reason: `${reason}; the naive way, to compare with` },
  ];
}

/** Each must carry a LIMIT and hold to the shard's own buckets (`<@`), and each must still be sent by some test: an entry that nothing uses any more is an error. */
export const SCATTERS: readonly Scatter[] = [
  ...list('orders', 'orders.list', 'orders.whole-list', "staff list every customer's orders"),
  { service: 'orders', name: 'orders.list-cells', reason: 'the same, for whole orders' },
  { service: 'orders', name: 'orders.list-cells.back', reason: 'the same, for whole orders' },
  { service: 'orders', name: 'reconcile.page', reason: 'compares all orders with their lines, page by page' },
  {
    service: 'orders',
    name: 'reconcile.compare-customers',
    reason: 'compares sums and orders, a slice of buckets at a time',
  },
  {
    service: 'order-items',
    name: 'reconcile.count-products',
    reason: 'a product has lines on every shard',
  },
  { service: 'order-items', name: 'reconcile.kept-products', reason: 'compares the products of a month' },
  { service: 'order-items', name: 'reconcile.in-flight', reason: 'any event may name a product' },
  { service: 'orders', name: 'days.next', reason: 'days have buckets of their own' },
  { service: 'orders', name: 'days.next-order', reason: 'the orders of a day are on all shards' },
  {
    service: 'orders',
    name: 'days.count',
    reason: 'without sums, the orders of days are counted, of all customers',
  },
  { service: 'orders', name: 'sums.facts-of-range', reason: 'counts the orders of a day, page by page' },
  {
    service: 'orders',
    name: 'customers.buckets-in-use',
    reason: 'finds the buckets of a slice that have orders',
  },
  { service: 'orders', name: 'orders.inbox.sweep', reason: 'forgets old messages, of whatever bucket' },
  { service: 'orders', name: 'idempotency.sweep', reason: 'forgets old keys, whosoever they are' },
  { service: 'orders', name: 'idempotency.sweep-claims', reason: 'forgets old claims, whosoever they are' },
  { service: 'order-items', name: 'lines.export', reason: 'the lines of all customers, batch by batch' },
  { service: 'order-items', name: 'lines.whole-export', reason: 'the naive way of lines.export' },
  {
    service: 'order-items',
    name: 'products.count',
    reason: 'without sums, the lines of all orders are counted',
  },
  ...list('order-items', 'products.rank', 'products.whole-rank', 'each shard ranks its own products'),
  {
    service: 'order-items',
    name: 'order_items.inbox.sweep',
    reason: 'forgets old messages, of whatever bucket',
  },
  {
    service: 'order-items',
    name: 'lines.notes',
    reason: 'gathers events of a whole shard',
  },
  {
    service: 'order-items',
    name: 'products.list-unconfirmed',
    reason: 'looks after events of a whole shard',
  },
  ...list(
    'quiz',
    'authoring.list-owned',
    'authoring.whole-list',
    "an author's quizzes have buckets of their own",
  ),
  ...list('quiz', 'catalogue.list', 'catalogue.whole-list', 'everybody reads all published quizzes'),
  { service: 'quiz', name: 'attempts.list-ungraded', reason: 'the sweep grades whatever was left over' },
  { service: 'quiz', name: 'attempts.forget-keys', reason: 'forgets old keys, whosoever they are' },
  { service: 'quiz', name: 'quiz-keys.forget', reason: 'forgets old keys, whosoever they are' },
  {
    service: 'quiz',
    name: 'aggregates.naive-attempts',
    reason: 'learners of one quiz are in all buckets; only without pre-aggregation',
  },
  { service: 'quiz', name: 'rebuild.states', reason: 'each bucket has a generation of its own' },
  { service: 'quiz', name: 'rebuild.page', reason: 'reads all attempts, page by page' },
  { service: 'quiz', name: 'rebuild.compare', reason: 'compares all quizzes, a slice of buckets at a time' },
  {
    service: 'quiz',
    name: 'rebuild.sweep',
    reason: 'deletes what was replaced, a slice of buckets at a time',
  },
  { service: 'quiz', name: 'quiz.inbox.sweep', reason: 'forgets old messages, of whatever bucket' },
  ...outbox('quiz', 'quiz'),
  ...outbox('orders', 'orders'),
  ...outbox('order-items', 'order_items'),
];
