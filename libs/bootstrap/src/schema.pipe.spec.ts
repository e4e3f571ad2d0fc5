import type { ArgumentMetadata } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import { idSchema } from '@tenfold/http';
import { newId } from '@tenfold/ids';
import fc from 'fast-check';
import { z } from 'zod';
import { checkerOf, SchemaPipe } from './schema.pipe.js';

const digits = z.preprocess((value) => Number(value), z.int().min(1).max(500));
const query = z.strictObject({ limit: z.coerce.number().default(20), tag: z.string().optional() });

describe(checkerOf, () => {
  const pipe = new SchemaPipe();

  function outcome(check: (value: unknown) => unknown, value: unknown): unknown {
    try {
      return { value: check(value) };
    } catch (error) {
      return { errors: (error as AppError).errors };
    }
  }

  it.each([
    ['an id', { type: 'param', data: 'id', schema: idSchema }, fc.oneof(fc.constant(newId(1)), fc.string())],
    [
      'a position',
      { type: 'param', data: 'at', schema: digits },
      fc.oneof(fc.nat(700).map(String), fc.string()),
    ],
    [
      'a query',
      { type: 'query', schema: query },
      fc.constantFrom({}, { limit: '7' }, { tag: 'a' }, { x: '1' }),
    ],
  ])('should make of %s what the pipe makes of it, each time', (_, metadata, values) => {
    const check = checkerOf(metadata as unknown as ArgumentMetadata);
    const expected = (value: unknown) => pipe.transform(value, metadata as unknown as ArgumentMetadata);
    fc.assert(
      fc.property(values as fc.Arbitrary<unknown>, (value) => {
        expect(outcome(check, value)).toEqual(outcome(expected, value));
        expect(outcome(check, value)).toEqual(outcome(expected, value));
      }),
      { numRuns: 1_000 },
    );
  });
});
