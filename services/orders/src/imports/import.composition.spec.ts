import { bucketOf, bucketOfId, timeOfId } from '@tenfold/ids';
import { composeImport, packMessages, type ImportDraft } from './import.composition.js';

const INVOICE = {
  externalReference: '536365',
  placedAt: '2010-12-01T08:26:00Z',
  kind: 'sale',
  customerId: '17850',
  currency: 'GBP',
  country: 'GB',
  countryName: 'United Kingdom',
  lines: [{ sku: '85123A', title: 'HEART', quantity: 6, unitPrice: '2.55', isCharge: false }],
};

function composed(over: object = {}): ImportDraft {
  const result = composeImport('shop', { ...INVOICE, ...over }, '/orders/3');
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result;
}

describe('composeImport', () => {
  it('should make the id from the time and the customer of the order', () => {
    const { order, lines } = composed();
    expect(timeOfId(order.id)).toBe(Date.UTC(2010, 11, 1, 8, 26));
    expect(bucketOfId(order.id)).toBe(bucketOf('17850'));
    expect(order).toMatchObject({ status: 'closed', total: 1_530, itemCount: 1, version: 1 });
    expect(lines).toMatchObject({ orderId: order.id, source: 'shop', customerId: '17850' });
  });

  it('should spread guests over the buckets by their own references', () => {
    const references = Array.from({ length: 200 }, (_, index) => String(index));
    const buckets = references.map(
      (externalReference) => composed({ customerId: null, externalReference }).order.bucket,
    );
    expect(new Set(buckets).size).toBeGreaterThan(150);
  });

  it.each([
    [{ kind: 'return' }, '/orders/3/lines/0/quantity', 'quantity_sign_mismatch'],
    [{ placedAt: '1999-12-31T23:59:59Z' }, '/orders/3/placedAt', 'placed_at_out_of_range'],
    [{ placedAt: '2999-01-01T00:00:00Z' }, '/orders/3/placedAt', 'placed_at_out_of_range'],
    [
      { lines: [{ ...INVOICE.lines[0], unitPrice: '1.00001' }] },
      '/orders/3/lines/0/unitPrice',
      'invalid_format',
    ],
    [{ surprise: 1 }, '/orders/3', 'unrecognized_keys'],
  ])('should reject %j at %s as %s', (over, pointer, code) => {
    expect(composeImport('shop', { ...INVOICE, ...over }, '/orders/3')).toMatchObject({
      problems: [{ pointer, code }],
    });
  });

  it.each([[null], [7], ['x'], [[]]])('should reject %j without falling over', (input) => {
    expect(composeImport('shop', input, '/orders/0')).toHaveProperty('problems');
  });
});

describe('packMessages', () => {
  const draft = (lines: number): ImportDraft =>
    composed({ lines: Array.from({ length: lines }, () => INVOICE.lines[0]) });

  it('should cut no order, keep the order and pass neither limit', () => {
    const drafts = [5, 6, 1, 9, 2, 2].map(draft);
    const messages = packMessages(drafts, 10, 1_000_000);
    expect(messages.flat()).toEqual(drafts);
    expect(messages.map((message) => message.map(({ lines }) => lines.lines.length))).toEqual([
      [5],
      [6, 1],
      [9],
      [2, 2],
    ]);
    const bytes = Buffer.byteLength(drafts[0]?.event ?? '') * 1.5;
    expect(packMessages([draft(5), draft(5)], 10, bytes)).toHaveLength(2);
  });

  it('should make no message of nothing', () => {
    expect(packMessages([], 10, 10)).toEqual([]);
  });
});
