import { Shards, statement, type StatementListener } from '@tenfold/database';
import { Outbox } from '@tenfold/delivery';
import { bucketOfId } from '@tenfold/ids';
import {
  ApiClient,
  mintToken,
  testEnvironment,
  startTestService,
  unique,
  waitFor,
  type ApiResponse,
} from '@tenfold/testing';
import { randomUUID } from 'node:crypto';
import { AppModule } from '../src/app.module.js';
import { ordersPlan } from '../src/database/plan.js';
import { readEnv } from '../src/env.js';
import type { Order } from '../src/orders/dto/order.dto.js';
import { orderBody } from './factories/order.factory.js';

export interface StartOptions {
  /** False: NATS is away. */
  readonly reachable?: boolean;
  /** Of the environment. */
  readonly overrides?: Readonly<Record<string, string>>;
  readonly onStatement?: StatementListener;
}

/** The service as it runs, on real Postgres, Redis and NATS, behind a real socket. */
export class OrdersApp {
  private constructor(
    readonly url: string,
    readonly api: ApiClient,
    readonly shards: Shards,
    readonly outbox: Outbox,
    /** The one of this class that the application has. */
    readonly provided: <T>(type: abstract new (...args: never[]) => T) => T,
    readonly stop: () => Promise<void>,
  ) {}

  static async start({ reachable = true, overrides, onStatement }: StartOptions = {}): Promise<OrdersApp> {
    const env = readEnv(testEnvironment('orders', overrides));
    const app = await startTestService({
      name: 'orders',
      module: AppModule,
      env,
      plan: ordersPlan,
      reachable,
      ...(onStatement === undefined ? {} : { onStatement }),
    });
    const shards = app.get(Shards, { strict: false });
    const outbox = app.get(Outbox, { strict: false });
    const url = await app.getUrl();
    return new OrdersApp(
      url,
      new ApiClient(url),
      shards,
      outbox,
      (type) => app.get(type as never, { strict: false }),
      () => app.close(),
    );
  }

  place(
    token: string,
    body: unknown = orderBody(),
    key: string = randomUUID(),
  ): Promise<ApiResponse<Order & { code: string }>> {
    const headers = { 'idempotency-key': key };
    return this.api.call('/v1/orders', { method: 'POST', token, body, headers });
  }

  get(token: string, orderId: string): Promise<ApiResponse<Order>> {
    return this.api.call(`/v1/orders/${orderId}`, { token });
  }

  /** One step, decided on the present state. */
  async move(staff: string, orderId: string, to: string): Promise<ApiResponse<Order>> {
    const headers = { 'if-match': (await this.get(staff, orderId)).headers.get('etag') ?? '' };
    return this.api.call(`/v1/orders/${orderId}/transitions`, {
      method: 'POST',
      token: staff,
      headers,
      body: { to },
    });
  }

  async deliver(staff: string, orderId: string): Promise<void> {
    for (const to of ['confirmed', 'picking', 'shipped', 'delivered']) {
      const { status, text } = await this.move(staff, orderId, to);
      if (status !== 200) throw new Error(text);
    }
  }

  async stored(token: string, orderId: string): Promise<Order> {
    return waitFor(async () => {
      const { body } = await this.get(token, orderId);
      return body.itemsState === 'stored' ? body : undefined;
    });
  }

  /** Asks the database itself; `text` says `bucket = $1` and takes the id as $2. */
  rows<Row extends object>(orderId: string, text: string): Promise<Row[]> {
    return this.shards
      .forId(orderId)
      .query<Row>(statement(`test.${text.slice(0, 50)}`, text), [bucketOfId(orderId), orderId]);
  }
}

export interface People {
  readonly customerId: string;
  /** Of the customer, by way of a shop that states its own prices. */
  readonly customer: string;
  /** Of the same customer, who orders what is listed. */
  readonly buyer: string;
  readonly stranger: string;
  readonly staff: string;
  readonly admin: string;
}

/** Somebody of each kind whom no other test knows. */
export async function people(): Promise<People> {
  const customerId = unique('customer');
  const [customer, stranger, buyer, staff, admin] = await Promise.all([
    mintToken(customerId, 'customer', 'shop'),
    mintToken(unique('stranger'), 'customer', 'shop'),
    mintToken(customerId, 'customer'),
    mintToken(unique('staff'), 'staff'),
    mintToken(unique('admin'), 'admin'),
  ]);
  return { customerId, customer, stranger, buyer, staff, admin };
}
