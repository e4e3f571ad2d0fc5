import { storeLines, type OrderLines, type ProductDelta } from '@tenfold/contracts';
import { RequestConsistencies, Shards, type StatementListener } from '@tenfold/database';
import { bucketOf, bucketOfId, newId } from '@tenfold/ids';
import { Messaging } from '@tenfold/messaging';
import { lineTotal } from '@tenfold/money';
import { requestContext } from '@tenfold/observability';
import { ApiClient, onBehalfOf, startTestService, testEnvironment, unique, waitFor } from '@tenfold/testing';
import { AppModule } from '../src/app.module.js';
import { orderItemsPlan } from '../src/database/plan.js';
import { readEnv } from '../src/env.js';
import { ProductsService } from '../src/products/products.service.js';

/** The service as it runs, on real Postgres, Redis and NATS, behind a real socket. */
export class OrderItemsApp {
  private constructor(
    readonly url: string,
    readonly api: ApiClient,
    readonly shards: Shards,
    readonly messaging: Messaging,
    readonly products: ProductsService,
    private readonly consistencies: RequestConsistencies,
    /** The one of this class that the application has. */
    readonly provided: <T>(type: abstract new (...args: never[]) => T) => T,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(onStatement?: StatementListener): Promise<OrderItemsApp> {
    const env = readEnv(testEnvironment('order-items'));
    const app = await startTestService({
      name: 'order-items',
      module: AppModule,
      env,
      plan: orderItemsPlan,
      ...(onStatement === undefined ? {} : { onStatement }),
    });
    const messaging = app.get(Messaging, { strict: false });
    await waitFor(() => messaging.connected);
    const url = await app.getUrl();
    return new OrderItemsApp(
      url,
      new ApiClient(url),
      app.get(Shards, { strict: false }),
      messaging,
      app.get(ProductsService, { strict: false }),
      app.get(RequestConsistencies, { strict: false }),
      (type) => app.get(type as never, { strict: false }),
      () => app.close(),
    );
  }

  /** Stores lines as orders does, whose own write follows on the same shard: its token covers both. */
  stored(order: OrderLines): Promise<unknown> {
    return this.seen(async () => {
      await this.messaging.request(storeLines, order, { timeoutMs: 10_000 });
      requestContext.get()?.consistency?.wrote(this.shards.owner(bucketOfId(order.orderId)));
    });
  }

  /** Work that the API's client is to see the effects of. */
  seen<T>(work: () => Promise<T>): Promise<T> {
    return onBehalfOf(this.api, this.consistencies, work);
  }
}

/** Lines as orders hands them over: `[sku, quantity, unit price]` each. */
export function orderLines(
  sold: readonly (readonly [sku: string, quantity: number, unitPrice: string])[],
  over: Partial<OrderLines> = {},
): OrderLines {
  const customerId = over.customerId ?? unique('customer');
  const currency = over.currency ?? 'GBP';
  return {
    orderId: newId(bucketOf(customerId)),
    customerId,
    currency,
    kind: 'sale',
    source: 'test',
    lines: sold.map(([sku, quantity, unitPrice], index) => ({
      lineNo: index + 1,
      sku,
      title: `Title of ${sku}`,
      quantity,
      unitPrice,
      lineTotal: lineTotal(quantity, unitPrice, currency),
      isCharge: false,
    })),
    ...over,
  };
}

export const delta = (over: Partial<ProductDelta>): ProductDelta => ({
  sku: 'X',
  title: 'X',
  isCharge: false,
  currency: 'GBP',
  month: '2010-12-01',
  soldQuantity: 1,
  returnedQuantity: 0,
  orders: 1,
  returns: 0,
  revenue: 100,
  returned: 0,
  ...over,
});
