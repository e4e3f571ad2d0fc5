import type { ApiClient } from '../client/api-client.js';
import { ApiRefusal } from '../client/api-errors.js';
import type { ImportOrder, ImportResult } from './import-order.js';

const PATH = '/v1/orders/imports';

/** Refusals of the caller or of the address, not of what was sent: no half of the batch would fare better. */
const NOT_THE_CONTENT: ReadonlySet<number> = new Set([401, 403, 404, 405]);

/**
 * Sends orders and gives one result for each, in their order. When a request is refused as a whole, the orders that the
 * refusal names are left out; when it names none, the batch is halved until the order to blame stands alone. Either
 * way one bad order costs its neighbours nothing.
 */
export class OrderSender {
  constructor(
    private readonly client: ApiClient,
    private readonly source: string,
  ) {}

  async send(orders: readonly ImportOrder[]): Promise<ImportResult[]> {
    if (orders.length === 0) return [];
    try {
      return checked(orders, await this.client.post(PATH, { source: this.source, orders }));
    } catch (error) {
      if (!(error instanceof ApiRefusal) || NOT_THE_CONTENT.has(error.status)) throw error;
      const named = namedOrders(orders, error);
      return named.size > 0 ? this.sendWithout(orders, named) : this.sendHalves(orders, error);
    }
  }

  private async sendWithout(
    orders: readonly ImportOrder[],
    named: ReadonlyMap<number, ImportResult>,
  ): Promise<ImportResult[]> {
    const results = (await this.send(orders.filter((_, index) => !named.has(index)))).values();
    return orders.map((_, index) => named.get(index) ?? (results.next().value as ImportResult));
  }

  private async sendHalves(orders: readonly ImportOrder[], refusal: ApiRefusal): Promise<ImportResult[]> {
    const [only] = orders;
    if (only && orders.length === 1)
      return [rejected(only, refusal.code, refusal.detail, refusal.errors[0]?.pointer)];
    const half = Math.ceil(orders.length / 2);
    return [...(await this.send(orders.slice(0, half))), ...(await this.send(orders.slice(half)))];
  }
}

/** A result in another order's place would be counted for the wrong invoice. */
function checked(orders: readonly ImportOrder[], { body }: { body: unknown }): ImportResult[] {
  const results = (body as { results?: ImportResult[] } | null)?.results;
  if (!Array.isArray(results) || results.length !== orders.length) {
    throw new Error(`${PATH} answered without one result for each order`);
  }
  results.forEach((result, index) => {
    if (result.externalReference !== orders[index]?.externalReference) {
      throw new Error(`${PATH} answered for ${result.externalReference} in the place of another order`);
    }
  });
  return results;
}

function namedOrders(
  orders: readonly ImportOrder[],
  { code, errors }: ApiRefusal,
): Map<number, ImportResult> {
  const named = new Map<number, ImportResult>();
  for (const { detail, pointer } of errors) {
    const index = Number(/^\/orders\/(\d+)(?:\/|$)/.exec(pointer)?.[1] ?? -1);
    const order = orders[index];
    if (order && !named.has(index)) named.set(index, rejected(order, code, detail, pointer));
  }
  return named;
}

function rejected(order: ImportOrder, code: string, detail: string, pointer?: string): ImportResult {
  const { externalReference } = order;
  return { externalReference, outcome: 'rejected', code, detail, ...(pointer ? { pointer } : {}) };
}
