import fc from 'fast-check';
import type { Batch, Item } from './batcher.js';
import { Batcher } from './batcher.js';

function item(lines: number): Item {
  const invoice = { number: '1', rows: [], refused: null };
  if (lines === 0) return { invoice, refusal: { code: 'x', detail: '', causes: [] } };
  const line = { sku: 'a', title: 'a', quantity: 1, unitPrice: '1', isCharge: false };
  const order = {
    externalReference: '1',
    placedAt: '',
    kind: 'sale',
    customerId: null,
    currency: 'GBP',
    country: null,
  } as const;
  return { invoice, order: { ...order, lines: Array.from({ length: lines }, () => line) } };
}

const linesOf = (batch: Batch) => batch.reduce((sum, { order }) => sum + (order?.lines.length ?? 0), 0);

describe(Batcher, () => {
  it('should keep order, and stay within both limits unless one order alone is larger', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 80 }), (sizes) => {
        const batcher = new Batcher(4, 10);
        const items = sizes.map(item);
        const batches = [...items.map((next) => batcher.add(next)), batcher.take()].filter(
          (batch) => batch !== null,
        );
        expect(batches.flat()).toEqual(items);
        for (const batch of batches) {
          const orders = batch.filter(({ order }) => order).length;
          expect(orders).toBeLessThanOrEqual(4);
          expect(linesOf(batch) <= 10 || orders === 1).toBe(true);
        }
      }),
    );
  });

  it('should release a batch of rejects before it grows large', () => {
    const batcher = new Batcher(4, 10);
    const released = Array.from({ length: 1_001 }, () => batcher.add(item(0))).filter(
      (batch) => batch !== null,
    );
    expect(released).toHaveLength(1);
  });
});
