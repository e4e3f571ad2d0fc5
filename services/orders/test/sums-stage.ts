import { RequestConsistencies, statement } from '@tenfold/database';
import { bucketOf, bucketOfId, timeOfId } from '@tenfold/ids';
import type { Principal } from '@tenfold/identity';
import { strongEtag } from '@tenfold/http';
import { onBehalfOf, ownDays, unique } from '@tenfold/testing';
import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CustomerMonths } from '../src/customers/dto/customer-summary.dto.js';
import type { Day } from '../src/days/dto/day.dto.js';
import type { ImportResult } from '../src/imports/dto/import-orders.dto.js';
import { composeOrder, type Composition } from '../src/orders/order.composition.js';
import { OrdersService } from '../src/orders/orders.service.js';
import { PlacingService } from '../src/orders/placing.service.js';
import { SumsService } from '../src/sums/sums.service.js';
import { importedOrder, line } from './factories/order.factory.js';
import { people, type OrdersApp, type People } from './orders-app.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Days of a stage after its first. */
const LENGTH = 2;
const HEADERS = statement(
  'test.headers-of',
  `SELECT id, kind, currency, status, item_count AS "itemCount", total, customer_id AS "customerId"
   FROM orders.header WHERE bucket = $1 AND id = $2`,
);
const FORGET = statement(
  'test.forget',
  'DELETE FROM orders.inbox WHERE bucket = $1 AND split_part(message_id, $3, 1) = $2::text',
);

interface Header {
  readonly id: string;
  readonly kind: string;
  readonly currency: string;
  readonly status: string;
  readonly itemCount: number;
  readonly total: number;
  readonly customerId: string | null;
}

/** A few days that nobody else has orders on, and two customers who order then. */
export class Stage {
  readonly ids: string[] = [];
  readonly day: string;
  readonly customers: readonly string[] = [unique('customer'), unique('customer')];

  private constructor(
    readonly orders: OrdersApp,
    readonly who: People,
    private readonly firstMs: number,
  ) {
    this.day = this.dayAt(0);
  }

  static async on(orders: OrdersApp): Promise<Stage> {
    const who = await people();
    return new Stage(orders, who, ownDays(LENGTH + 1));
  }

  dayAt(offset: number): string {
    return new Date(this.firstMs + offset * DAY_MS).toISOString().slice(0, 10);
  }

  bucketOf(customer: number): number {
    return bucketOf(this.customers[customer] ?? '');
  }

  /** As a request would, on one of the days: only the clock is set, for as long as the service reads it. */
  async place(kind: 'sale' | 'return', day: number, customer: number, quantity: number): Promise<string> {
    const customerId = this.customers[customer] ?? '';
    const sign = kind === 'sale' ? 1 : -1;
    const composition = composeOrder(kind, 'GBP', [line({ quantity: sign * quantity })]) as Composition;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(this.firstMs + day * DAY_MS + 3_600_000);
    const placing = this.orders.provided(PlacingService).place({
      place: { bucket: bucketOf(customerId), scope: 'test', key: randomUUID() },
      bodyHash: 'hash',
      actor: customerId,
      reason: null,
      kind,
      customerId,
      currency: 'GBP',
      country: null,
      metadata: {},
      returnOf: null,
      composition,
      taken: [],
    });
    clock.mockRestore();
    const { id } = JSON.parse((await placing).body) as { id: string };
    this.ids.push(id);
    return id;
  }

  async import(kind: 'sale' | 'return', day: number, customer: number | null): Promise<string> {
    const order = importedOrder({
      kind,
      placedAt: new Date(this.firstMs + day * DAY_MS + 7_200_000).toISOString(),
      customerId: customer === null ? null : this.customers[customer],
      lines: [line({ quantity: kind === 'sale' ? 2 : -2 })],
    });
    const body = { source: 'sums', orders: [order] };
    const request = { method: 'POST', token: this.who.admin, body };
    const answer = await this.orders.api.call<{ results: ImportResult[] }>('/v1/orders/imports', request);
    const id = answer.body.results[0]?.orderId ?? '';
    this.ids.push(id);
    return id;
  }

  async cancel(id: string): Promise<void> {
    const staff: Principal = { subject: 'staff', roles: ['staff'] };
    await this.orders.provided(OrdersService).cancel(staff, id, undefined, { reason: 'test' });
  }

  /** One step on: that of a return approves it. */
  async confirm(id: string): Promise<void> {
    const staff: Principal = { subject: 'staff', roles: ['staff'] };
    const service = this.orders.provided(OrdersService);
    const etag = strongEtag(JSON.stringify(await service.get(staff, id)));
    await service.transition(staff, id, etag, { to: 'confirmed' });
  }

  /** What the event that lines are stored does: the header knows it, the sums have the order. */
  async hear(ids: readonly string[]): Promise<void> {
    await this.orders.provided(OrdersService).itemsStored(ids);
    await this.orders.provided(SumsService).count(ids);
  }

  /** As if these orders had never been counted: what a consumer without an inbox would think. */
  async forget(ids: readonly string[]): Promise<void> {
    for (const id of ids)
      for (const bucket of new Set([bucketOfId(id), bucketOf(dayOf(id))]))
        await this.orders.shards.forBucket(bucket).query(FORGET, [bucket, id, ':']);
  }

  /** Work whose effects `told` must show, whichever server answers. */
  act<T>(work: () => Promise<T>): Promise<T> {
    return onBehalfOf(this.orders.api, this.orders.provided(RequestConsistencies), work);
  }

  /** What staff are told. */
  async told(): Promise<{ days: unknown; months: unknown[] }> {
    const call = <Body>(path: string) => this.orders.api.call<Body>(path, { token: this.who.staff });
    const days = await call<{ items: Day[] }>(
      `/v1/orders/days?from=${this.dayAt(0)}&to=${this.dayAt(LENGTH)}`,
    );
    const months = await Promise.all(
      this.customers.map((one) => call<CustomerMonths>(`/v1/customers/${one}/months`)),
    );
    return { days: days.body.items, months: months.map(({ body }) => body.months ?? []) };
  }

  /** What there is, from the headers one by one: shares no code with the service. */
  async counted(): Promise<{ days: unknown; months: unknown[] }> {
    const headers: Header[] = [];
    for (const id of this.ids)
      headers.push(...(await this.orders.shards.forId(id).query<Header>(HEADERS, [bucketOfId(id), id])));
    const months = this.customers.map((one) =>
      sums(
        headers.filter(({ customerId }) => customerId === one),
        'month',
        (id) => dayOf(id).slice(0, 7),
      ),
    );
    return { days: sums(headers, 'day', dayOf), months };
  }
}

function sums(headers: readonly Header[], key: string, of: (id: string) => string): unknown[] {
  const known = headers.filter((one) => one.status === 'cancelled' || isApproved(one));
  const groups = Map.groupBy(known, ({ id, currency }) => `${of(id)} ${currency}`);
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? 1 : -1))
    .map(([name, group]) => {
      const live = group.filter(({ status }) => status !== 'cancelled').filter(isApproved);
      return {
        [key]: name.split(' ')[0],
        currency: name.split(' ')[1],
        orders: live.filter(({ kind }) => kind === 'sale').length,
        returns: live.filter(({ kind }) => kind === 'return').length,
        cancelled: group.filter(({ status }) => status === 'cancelled').length,
        itemCount: live.reduce((sum, { itemCount }) => sum + itemCount, 0),
        total: live.reduce((sum, { total }) => sum + total, 0),
      };
    });
}

/** A return that is placed begins as pending and is approved by its next step; an imported one is closed. */
function isApproved({ kind, status }: Header): boolean {
  return kind === 'sale' || status !== 'pending';
}

function dayOf(id: string): string {
  return new Date(timeOfId(id)).toISOString().slice(0, 10);
}
