import { importedOrderSchema } from '../../imports/dto/import-orders.dto.js';
import { cancelSchema, placeOrderSchema } from './order.dto.js';

const INVISIBLE = [' ', '\u00A0\u2003', '\u200B', '\u3164', '\u2800', '\u00AD\u034F', '\uFFF9'];

const pointers = (
  schema: typeof placeOrderSchema | typeof importedOrderSchema | typeof cancelSchema,
  value: object,
) => schema.safeParse(value).error?.issues.map(({ path }) => path.join('/')) ?? [];

const line = { sku: 'A', quantity: 1, unitPrice: '1' };

describe('texts of orders that a person has to see', () => {
  it.each(INVISIBLE)('should refuse %j', (text) => {
    expect(pointers(placeOrderSchema, { currency: 'EUR', lines: [{ ...line, title: text }] })).toEqual([
      'lines/0/title',
    ]);
    expect(pointers(cancelSchema, { reason: text })).toEqual(['reason']);
    const imported = {
      ...{ externalReference: text, placedAt: '2026-01-01T00:00:00Z', kind: 'sale', customerId: null },
      ...{ currency: 'GBP', country: null, countryName: text, lines: [{ ...line, title: text }] },
    };
    expect(pointers(importedOrderSchema, imported)).toEqual([
      'externalReference',
      'countryName',
      'lines/0/title',
    ]);
  });

  it('should take what shows something, with invisible characters in it', () => {
    expect(
      pointers(placeOrderSchema, { currency: 'EUR', lines: [{ ...line, title: '\u200BTea\u00AD' }] }),
    ).toEqual([]);
  });
});
