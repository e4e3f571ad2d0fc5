import { NatsProcess, waitFor } from '@tenfold/testing';
import { asAdmin } from './as-admin.js';
import { orderBody } from './factories/order.factory.js';
import { ServiceProcess } from './service-process.js';
import { OrdersApp, people, type People } from './orders-app.js';

const OUTBOX = `SELECT subject FROM orders.outbox WHERE bucket = $1 AND aggregate = $2 ORDER BY sequence`;
const PUBLISHED = `SELECT published_at, subject FROM orders.outbox WHERE bucket = $1 AND aggregate = $2 AND published_at IS NOT NULL`;
/** What `resend` does, for this order alone: rows that other files have left would all be sent before it, by relays that share a disk. */
const AGAIN = `UPDATE orders.outbox SET published_at = NULL, available_at = now()
  WHERE bucket = $1 AND aggregate = $2 AND published_at IS NOT NULL`;
const CREATED = [{ subject: 'orders.order.created.v1' }];

/**
 * Real: HTTP, tokens, Postgres (two shards), order-items as a process, and a nats-server of this file's own, which is killed and
 * comes back without anything that it has acknowledged.
 */
describe('a stream that is lost', () => {
  let nats: NatsProcess;
  let orders: OrdersApp;
  let neighbour: ServiceProcess | undefined;
  let who: People;
  let over: Record<string, string>;

  beforeAll(async () => {
    nats = await NatsProcess.start();
    over = { NATS_URL: nats.url, NATS_MONITOR_URL: nats.monitorUrl };
    orders = await OrdersApp.start({ overrides: over });
    who = await people();
  });
  afterAll(async () => {
    await orders?.stop();
    await neighbour?.stop();
    await nats?.stop();
  });

  const until = (condition: () => Promise<boolean>): Promise<boolean> => waitFor(condition, 40_000);
  const published = (orderId: string, count: number): Promise<boolean> =>
    until(async () => (await orders.rows(orderId, PUBLISHED)).length === count);
  const loseEverything = async (): Promise<void> => {
    await nats.kill();
    nats.forget();
    await nats.run();
  };

  it('should cost no order its lines, and no cancellation its effect', async () => {
    const placed = await orders.place(who.customer, orderBody());
    const cancelled = await orders.place(who.customer, orderBody());
    expect([placed.body.itemsState, cancelled.body.itemsState]).toEqual(['pending', 'pending']);
    await orders.move(who.staff, cancelled.body.id, 'cancelled');
    for (const { body } of [placed, cancelled]) await published(body.id, 1);
    // The cancellation waits for the lines, however long they take.
    expect(await orders.rows(cancelled.body.id, PUBLISHED)).toMatchObject(CREATED);

    await loseEverything();
    neighbour = await ServiceProcess.start('order-items', over);
    // Nothing has come, and nobody will ask: only the outbox knows.
    expect(await orders.rows(placed.body.id, OUTBOX)).toEqual(CREATED);
    await until(async () => {
      await asAdmin(placed.body.id, AGAIN);
      await asAdmin(cancelled.body.id, AGAIN);
      return (await orders.get(who.customer, placed.body.id)).body.itemsState === 'stored';
    });
    await orders.stored(who.customer, cancelled.body.id);
    // Confirmed by who keeps the lines: neither is published any more.
    await until(async () => (await orders.rows(cancelled.body.id, OUTBOX)).length === 0);
    expect(await orders.rows(placed.body.id, OUTBOX)).toEqual([]);
  }, 90_000);

  it('should say again what has been done, when the answer is what was lost', async () => {
    await neighbour?.stop();
    const { body } = await orders.place(who.customer, orderBody());
    await published(body.id, 1);
    // The neighbour stores the lines while nobody hears what it says of it.
    await orders.stop();
    neighbour = await ServiceProcess.start('order-items', over);
    orders = await OrdersApp.start({ reachable: false, overrides: over });
    const set = 'SELECT 1 FROM order_items.item_set WHERE bucket = $1 AND order_id = $2';
    await until(async () => (await asAdmin(body.id, set)).length > 0);
    await loseEverything();
    await orders.stop();
    orders = await OrdersApp.start({ overrides: over });
    await until(async () => {
      await asAdmin(body.id, AGAIN);
      return (await orders.get(who.customer, body.id)).body.itemsState === 'stored';
    });
    expect(await orders.rows(body.id, OUTBOX)).toEqual([]);
  }, 90_000);
});
