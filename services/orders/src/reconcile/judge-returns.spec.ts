import { judgeReturns, type ReturnsFault } from './judge-returns.js';

const sold = { quantity: 3, amount: 101 };
const rowOf = (quantity: number, amount: number | null, amountOf: number | null = quantity) => {
  return { lineNo: 1, quantity, amount, amountOf };
};

describe(judgeReturns, () => {
  it.each<[string, ReturnsFault | undefined, ...Parameters<typeof judgeReturns>]>([
    ['a part', undefined, sold, { quantity: 2, amount: 67 }, rowOf(2, 67)],
    ['all of it', undefined, sold, { quantity: 3, amount: 101 }, rowOf(3, 101)],
    ['nothing any more', undefined, sold, { quantity: 0, amount: 0 }, rowOf(0, 0)],
    ['a row without an amount', undefined, sold, { quantity: 2, amount: 67 }, rowOf(2, null)],
    ['an amount of other pieces', undefined, sold, { quantity: 2, amount: 67 }, rowOf(2, 34, 1)],
    ['too much money', 'returns_disagree', sold, { quantity: 2, amount: 102 }, rowOf(2, 102)],
    ['too many pieces', 'returns_disagree', sold, { quantity: 4, amount: 101 }, rowOf(4, 101)],
    ['too little for all', 'returns_disagree', sold, { quantity: 3, amount: 99 }, rowOf(3, 99)],
    ['no such line', 'returns_disagree', undefined, { quantity: 1, amount: 1 }, rowOf(1, 1)],
    ['other pieces', 'returned_differs', sold, { quantity: 2, amount: 67 }, rowOf(1, 34)],
    ['another amount', 'returned_differs', sold, { quantity: 2, amount: 67 }, rowOf(2, 68)],
    ['no row', 'returned_differs', sold, { quantity: 2, amount: 67 }, undefined],
  ])('should judge %s as %s', (_, fault, ...facts) => {
    expect(judgeReturns(...facts)).toBe(fault);
  });
});
