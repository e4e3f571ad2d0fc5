import type { OrderLines } from '@tenfold/contracts';
import { StoredHere } from './stored-here.js';

const order = (orderId: string, lines: number) =>
  ({ orderId, lines: Array.from({ length: lines }) }) as unknown as OrderLines;

describe(StoredHere, () => {
  it('should give an order once', () => {
    const here = new StoredHere();
    here.remember(order('a', 1));
    expect([here.take('a')?.orderId, here.take('a')]).toEqual(['a', undefined]);
  });

  it('should forget the oldest when there are too many lines', () => {
    const here = new StoredHere();
    for (let number = 0; number < 21; number += 1) here.remember(order(`o${number}`, 1_000));
    expect([here.take('o0'), here.take('o1')?.orderId]).toEqual([undefined, 'o1']);
    here.remember(order('o21', 1_000));
    expect(here.take('o2')?.orderId).toBe('o2');
  });
});
