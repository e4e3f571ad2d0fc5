/** A statement that may read every bucket of a shard, because what it asks belongs to none. */
export interface Scatter {
  readonly service: string;
  readonly name: string;
  readonly reason: string;
}

/** What the library of delivery sends for each service that has an outbox. */
function outbox(service: string, schema: string): Scatter[] {
  return ['claim', 'resend', 'republish', 'sweep', 'backlog'].map((verb) => ({
    service,
    name: `${schema}.outbox.${verb}`,
    reason: 'relay and upkeep serve a whole shard',
  }));
}

/** Each must carry a LIMIT and hold to the shard's own buckets (`<@`), and each must still be sent by some test: an entry that nothing uses any more is an error. */
export const SCATTERS: readonly Scatter[] = [
  { service: 'orders', name: 'orders.list', reason: "staff list every customer's orders, page by page" },
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
  { service: 'orders', name: 'orders.reconcile', reason: 'sums over all orders of an import' },
  { service: 'orders', name: 'idempotency.sweep', reason: 'forgets old keys, whosoever they are' },
  { service: 'orders', name: 'idempotency.sweep-claims', reason: 'forgets old claims, whosoever they are' },
  { service: 'order-items', name: 'lines.reconcile', reason: 'sums over all lines of an import' },
  {
    service: 'order-items',
    name: 'products.count',
    reason: 'without sums, the lines of all orders are counted',
  },
  { service: 'order-items', name: 'products.rank', reason: 'each shard ranks its own products' },
  {
    service: 'order-items',
    name: 'order_items.inbox.sweep',
    reason: 'forgets old messages, of whatever bucket',
  },
  {
    service: 'order-items',
    name: 'products.list-unconfirmed',
    reason: 'looks after events of a whole shard',
  },
  {
    service: 'quiz',
    name: 'authoring.list-owned',
    reason: "an author's quizzes have buckets of their own",
  },
  { service: 'quiz', name: 'catalogue.list', reason: 'everybody reads all published quizzes' },
  { service: 'quiz', name: 'attempts.list-ungraded', reason: 'the sweep grades whatever was left over' },
  { service: 'quiz', name: 'attempts.forget-keys', reason: 'forgets old keys, whosoever they are' },
  ...outbox('quiz', 'quiz'),
  ...outbox('orders', 'orders'),
  ...outbox('order-items', 'order_items'),
];
