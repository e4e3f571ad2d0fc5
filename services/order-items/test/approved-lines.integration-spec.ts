import { statement } from '@tenfold/database';
import { bucketOf, bucketOfId } from '@tenfold/ids';
import { unique, waitFor } from '@tenfold/testing';
import fc from 'fast-check';
import { GatheringService } from '../src/lines/gathering.service.js';
import { LinesService } from '../src/lines/lines.service.js';
import { ConfirmationService } from '../src/products/confirmation.service.js';
import { ProductsRepository } from '../src/products/products.repository.js';
import { orderLines, OrderItemsApp } from './order-items-app.js';

const WAITING = statement(
  'test.waiting',
  `SELECT 1 FROM order_items.outbox WHERE bucket = $1 AND payload -> 'orderIds' ? $2::text`,
);
const step = fc.constantFrom('store', 'gather', 'approve', 'cancel' as const);

/** Real: Postgres (two shards), NATS with its events. */
describe('lines of a return', () => {
  let items: OrderItemsApp;
  let lines: LinesService;

  beforeAll(async () => {
    items = await OrderItemsApp.start();
    lines = items.provided(LinesService);
  });
  afterAll(() => items?.stop());

  const returned = async (sku: string): Promise<{ revenue: unknown; returns: number; quantity: unknown }> => {
    const [month] = await items.provided(ProductsRepository).months(bucketOf(sku), sku);
    return {
      revenue: month?.revenue ?? 0,
      returns: month?.returns ?? 0,
      quantity: month?.returnedQuantity ?? 0,
    };
  };

  it('should count once from their approval to their cancellation, in whatever order and however often both are heard', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        const sku = unique('BACK').toUpperCase();
        const back = orderLines([[sku, -2, '1.10']], { kind: 'return', approved: false });
        const perform = {
          store: () => lines.storeOne(back),
          gather: () => items.provided(GatheringService).gather(),
          // Refused before the lines have come; the message comes again.
          approve: () => lines.approve(back.orderId).catch(() => undefined),
          cancel: () => lines.cancel(back.orderId).catch(() => undefined),
        };
        for (const one of steps) await perform[one]();
        await perform.store();
        const approved = steps.some((one, at) => one === 'approve' && steps.slice(0, at).includes('store'));
        const cancelled = steps.some((one, at) => one === 'cancel' && steps.slice(0, at).includes('store'));
        await perform.gather();
        const counts = approved && !cancelled;
        const expected = counts
          ? { revenue: -220, returns: 1, quantity: 2 }
          : { revenue: 0, returns: 0, quantity: 0 };
        await waitFor(() => settled(back.orderId));
        expect(await returned(sku)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  /** Whether every event about the order has been counted, which is when it leaves the outbox. */
  const settled = async (orderId: string): Promise<boolean> => {
    await items.provided(ConfirmationService).confirm(0);
    return (await items.shards.forId(orderId).query(WAITING, [bucketOfId(orderId), orderId])).length === 0;
  };
});
