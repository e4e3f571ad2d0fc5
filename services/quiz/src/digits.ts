import { z } from 'zod';

/** A whole number in a path or a query. Plain digits only: coercion would also take "", "1e1", "0x10" and " 5 ". */
export function digits(min: number, max: number) {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^[0-9]{1,9}$/.test(value) ? Number(value) : value),
    z.int({ error: 'must be a whole number' }).min(min).max(max),
  );
}
