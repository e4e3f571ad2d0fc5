import { newId } from '@tenfold/ids';
import { orderNumber } from './order-number.js';

describe('orderNumber', () => {
  it('should tell the day and be the same at each reading', () => {
    const id = newId(7, Date.UTC(2010, 11, 1, 8, 26));
    expect(orderNumber(id)).toMatch(/^20101201-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(orderNumber(id)).toBe(orderNumber(id));
  });

  it('should differ between orders of the same moment', () => {
    const numbers = Array.from({ length: 1_000 }, () => orderNumber(newId(7, 1_000)));
    expect(new Set(numbers).size).toBe(1_000);
  });
});
