import { BenchFailure } from '../failure.js';
import type { BenchStack } from '../stack.js';
import type { Random } from '../statistics/random.js';
import { customersOn } from './customers.js';

/** Orders of one customer: more than a page. */
export const ORDERS_OF_ONE = 80;
const LINES_OF_ONE = 4;
/** Orders of one import; the service takes so many lines at once. */
const BATCH = 200;
const IMPORTS_AT_ONCE = 3;
const PRODUCTS = 2_000;
const COUNTRIES = ['GB', 'DE', 'FR', 'NL', 'ES'];
/** Orders are spread over this time before now. */
const SPAN_MS = 20 * 86_400_000;

/** Imports so many orders by the interface that imports have, and answers whose they are. */
export async function loadOrders(stack: BenchStack, random: Random, count: number): Promise<string[]> {
  const customers = customersOn('bench-customer', Math.ceil(count / ORDERS_OF_ONE));
  const now = Date.now();
  const orders = customers.flatMap((customer) =>
    Array.from({ length: ORDERS_OF_ONE }, (_, index) => anOrder(customer, index, now, random)),
  );
  const batches = Array.from({ length: Math.ceil(orders.length / BATCH) }, (_, index) =>
    orders.slice(index * BATCH, (index + 1) * BATCH),
  );
  const token = await stack.token('bench-importer', ['admin']);
  await Promise.all(
    Array.from({ length: IMPORTS_AT_ONCE }, async () => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
        await importBatch(stack, token, batch);
      }
    }),
  );
  return customers;
}

function anOrder(customer: string, index: number, now: number, random: Random): object {
  return {
    externalReference: `${customer}/${index}`,
    placedAt: new Date(now - 60_000 - random.below(SPAN_MS)).toISOString(),
    kind: 'sale',
    customerId: customer,
    currency: 'GBP',
    country: COUNTRIES[random.below(COUNTRIES.length)] ?? null,
    lines: someLines(LINES_OF_ONE, random),
  };
}

/** Prices end with no zero: we answer 7.5 to 7.50, and who stores what was sent does not. */
export function someLines(count: number, random: Random): object[] {
  return Array.from({ length: count }, () => {
    const product = random.below(PRODUCTS);
    return {
      sku: `SKU-${product}`,
      title: `PRODUCT NUMBER ${product} OF THE BENCH`,
      quantity: 1 + random.below(12),
      unitPrice: `${1 + random.below(90)}.${random.below(10)}${1 + random.below(9)}`,
    };
  });
}

async function importBatch(stack: BenchStack, token: string, orders: readonly object[]): Promise<void> {
  const response = await fetch(`${stack.url('orders')}/v1/orders/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'bench', orders }),
  });
  const text = await response.text();
  if (!response.ok)
    throw new BenchFailure(`The import of orders answered with ${response.status}: ${text.slice(0, 300)}`);
  const rejected = (JSON.parse(text) as { results: { outcome: string; detail?: string }[] }).results.find(
    ({ outcome }) => outcome === 'rejected',
  );
  if (rejected !== undefined)
    throw new BenchFailure(`The import has rejected an order: ${rejected.detail ?? ''}`);
}
