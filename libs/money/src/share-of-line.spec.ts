import fc from 'fast-check';
import { lineTotal } from './amount.js';
import { CURRENCIES } from './currency.js';
import { shareOfLine, type Pieces } from './share-of-line.js';

const NOTHING: Pieces = { quantity: 0, amount: 0 };

/** What pieces come to that are taken one after the other. */
function sharesOf(line: Pieces, quantities: readonly number[]): number[] {
  let taken = NOTHING;
  return quantities.map((quantity) => {
    const amount = shareOfLine(line, taken, quantity);
    taken = { quantity: taken.quantity + quantity, amount: taken.amount + amount };
    return amount;
  });
}

const price = fc
  .tuple(fc.nat(9_999), fc.stringMatching(/^[0-9]{1,4}$/))
  .map(([units, fraction]) => `${units}.${fraction}`);
const line = fc
  .tuple(fc.integer({ min: 1, max: 1_000_000 }), price, fc.constantFrom(...CURRENCIES))
  .map(([quantity, unitPrice, code]): Pieces => {
    return { quantity, amount: lineTotal(quantity, unitPrice, code) };
  });
/** Takes some of what is left, or puts back one of those that were taken: which, and how much, as parts of 1,000. */
const step = fc.record({ back: fc.boolean(), part: fc.integer({ min: 1, max: 1_000 }) });

describe(shareOfLine, () => {
  it.each([
    [{ quantity: 2, amount: 1 }, [1, 1], [1, 0]],
    [{ quantity: 3, amount: 101 }, [1, 1, 1], [34, 33, 34]],
    [{ quantity: 3, amount: 100 }, [1, 1, 1], [33, 34, 33]],
    [{ quantity: 3, amount: 100 }, [2, 1], [67, 33]],
    [{ quantity: 10, amount: 5 }, Array(10).fill(1), [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]],
    [{ quantity: 5, amount: 0 }, [2, 3], [0, 0]],
    [{ quantity: 1, amount: Number.MAX_SAFE_INTEGER }, [1], [Number.MAX_SAFE_INTEGER]],
  ])('should split %j by %j into %j', (whole, quantities, shares) => {
    expect(sharesOf(whole, quantities)).toEqual(shares);
  });

  it('should never pass the line, and come to exactly it, in any order of taking and putting back', () => {
    fc.assert(
      fc.property(line, fc.array(step, { maxLength: 40 }), (whole, steps) => {
        const parts: Pieces[] = [];
        const sum = (): Pieces =>
          parts.reduce(
            (a, b) => ({ quantity: a.quantity + b.quantity, amount: a.amount + b.amount }),
            NOTHING,
          );
        const take = (quantity: number): void => {
          if (quantity > 0) parts.push({ quantity, amount: shareOfLine(whole, sum(), quantity) });
        };
        for (const { back, part } of steps) {
          if (back) parts.splice(Math.floor(((parts.length - 1) * part) / 1_000), 1);
          else take(Math.ceil(((whole.quantity - sum().quantity) * part) / 1_000));
          expect(parts.every(({ amount }) => amount >= 0)).toBe(true);
          expect(sum().amount).toBeLessThanOrEqual(whole.amount);
        }
        take(whole.quantity - sum().quantity);
        expect(sum()).toEqual(whole);
      }),
    );
  });

  it('should be within a minor unit of an exact share as long as nothing is put back', () => {
    fc.assert(
      fc.property(line, fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 20 }), (whole, parts) => {
        let left = whole.quantity;
        const quantities = parts.map((part) => {
          const quantity = Math.floor((left * part) / 1_000);
          left -= quantity;
          return quantity;
        });
        sharesOf(whole, quantities).forEach((share, index) => {
          const exact = BigInt(whole.amount) * BigInt(quantities[index] ?? 0);
          const error = BigInt(share) * BigInt(whole.quantity) - exact;
          expect(error <= BigInt(whole.quantity) && -error <= BigInt(whole.quantity)).toBe(true);
        });
      }),
    );
  });

  it('should take everything at once at the price of the line', () => {
    fc.assert(fc.property(line, (whole) => shareOfLine(whole, NOTHING, whole.quantity) === whole.amount));
  });

  it.each([
    [{ quantity: 2, amount: 1 }, { quantity: 1, amount: 0 }, 2],
    [{ quantity: 2, amount: 1 }, NOTHING, -1],
    [{ quantity: 2, amount: 1 }, NOTHING, 0.5],
    [{ quantity: 2, amount: -1 }, NOTHING, 1],
    [{ quantity: 2.5, amount: 1 }, NOTHING, 1],
    [{ quantity: 2, amount: 1 }, { quantity: 0, amount: Number.NaN }, 1],
    [{ quantity: 2, amount: 2 ** 53 }, NOTHING, 1],
  ])('should refuse %j after %j, %p more', (whole, taken, quantity) => {
    expect(() => shareOfLine(whole, taken, quantity)).toThrow(RangeError);
  });
});
