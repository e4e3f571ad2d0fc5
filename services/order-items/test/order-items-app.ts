import { createApp, startApp } from '@tenfold/bootstrap';
import type { OrderLines, ProductDelta } from '@tenfold/contracts';
import { loadShardMap, migrateShards, Shards, type MigrationLogin } from '@tenfold/database';
import { bucketOf, newId } from '@tenfold/ids';
import { lineTotal } from '@tenfold/money';
import { Messaging } from '@tenfold/messaging';
import { createLogger } from '@tenfold/observability';
import { ApiClient, testEnvironment, testStores, waitFor } from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import { AppModule } from '../src/app.module.js';
import { orderItemsPlan } from '../src/database/plan.js';
import { readEnv } from '../src/env.js';
import { ProductsService } from '../src/products/products.service.js';

export function migrationLogin(): MigrationLogin {
  const { adminUser, adminPassword } = testStores();
  const { DATABASE_USER: user = '', DATABASE_PASSWORD: password = '' } = testEnvironment('order-items');
  return { adminUser, adminPassword, user, password };
}

/** The service as it runs, on real Postgres, Redis and NATS, behind a real socket. */
export class OrderItemsApp {
  private constructor(
    readonly api: ApiClient,
    readonly shards: Shards,
    readonly messaging: Messaging,
    readonly products: ProductsService,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<OrderItemsApp> {
    const env = readEnv(testEnvironment('order-items'));
    await migrateShards(loadShardMap(env.SHARD_MAP_FILE), orderItemsPlan, migrationLogin(), () => undefined);
    const logger = createLogger({ service: 'order-items', level: env.LOG_LEVEL });
    const app = await createApp({ name: 'order-items', module: AppModule, env }, logger);
    await startApp(app, { env, logger });
    const messaging = app.get(Messaging, { strict: false });
    await waitFor(() => messaging.connected);
    const { port } = app.getHttpServer().address() as { port: number };
    return new OrderItemsApp(
      new ApiClient(`http://127.0.0.1:${port}`),
      app.get(Shards, { strict: false }),
      messaging,
      app.get(ProductsService, { strict: false }),
      () => app.close(),
    );
  }
}

export const unique = (prefix: string): string => `${prefix}-${randomUUID()}`;

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
