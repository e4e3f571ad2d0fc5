import { bodyOf } from '../compare-bodies.js';
import { customersOn } from '../data/customers.js';
import { someLines } from '../data/load-orders.js';
import { UNIQUE, type RequestParts } from '../load/request.js';
import type { BenchStack } from '../stack.js';
import type { Random } from '../statistics/random.js';

const CUSTOMERS = 100;
const LINES = 20;

/** Orders of 20 lines, each of another customer, who has a token. */
export interface PlacedOrders {
  readonly requests: readonly RequestParts[];
  place(index: number, key: string): Promise<string>;
}

export async function makeOrders(stack: BenchStack, random: Random): Promise<PlacedOrders> {
  const requests: RequestParts[] = [];
  for (const customer of customersOn('bench-buyer', CUSTOMERS)) {
    const authorization = `Bearer ${await stack.token(customer, ['customer', 'shop'])}`;
    const body = JSON.stringify({ currency: 'GBP', country: 'GB', lines: someLines(LINES, random) });
    requests.push({
      method: 'POST',
      path: '/v1/orders',
      headers: { authorization, 'idempotency-key': `bench-${UNIQUE}` },
      body,
      status: 201,
    });
  }
  const ours = { name: 'tenfold', url: stack.url('orders') };
  return {
    requests,
    place: (index, key) => {
      const request = requests[index % requests.length] as RequestParts;
      return bodyOf(ours, { ...request, headers: { ...request.headers, 'idempotency-key': key } });
    },
  };
}

/** What two answers to the same order must share: all but ids, times, and how far each has come with the lines. */
export function shapeOfOrder(body: string): string {
  const order = JSON.parse(body) as Record<string, unknown>;
  const masked = ['id', 'number', 'itemsState', 'version', 'statusTimes', 'placedAt', 'updatedAt'];
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(order).map(([name, value]) => [name, masked.includes(name) ? '' : value]),
    ),
  );
}
