import { AppError } from '@tenfold/errors';
import fc from 'fast-check';
import { CursorCodec, MAX_CURSOR_LENGTH, type CursorValue } from './cursor-codec.js';

const SECRET = 'a secret that has 32 characters.';
const codec = new CursorCodec(SECRET);

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const values = fc.array(fc.oneof(fc.string({ maxLength: 20, unit: 'grapheme' }), number, fc.constant(null)), {
  maxLength: 3,
});

function refusal(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

function expectRefused(scope: string, cursor: string, by = codec): void {
  const error = refusal(() => by.decode(scope, cursor));
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'cursor_invalid', status: 400, errors: [{ parameter: 'cursor' }] });
}

describe('CursorCodec', () => {
  it('should read back what it wrote', () => {
    fc.assert(
      fc.property(fc.string(), values, (scope, row) => {
        expect(codec.decode(scope, codec.encode(scope, row))).toEqual(row);
      }),
    );
  });

  it('should write cursors that a URL takes as they are', () => {
    fc.assert(
      fc.property(values, (row) => {
        expect(codec.encode('orders', row)).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  it('should refuse the cursor of another scope', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), values, (scope, other, row) => {
        fc.pre(scope !== other);
        expectRefused(other, codec.encode(scope, row));
      }),
    );
  });

  it('should refuse a cursor with any character changed, dropped or added', () => {
    const cursor = codec.encode('orders', ['2026-01-01T00:00:00Z', 42]);
    const alphabet = fc.constantFrom(
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.+/',
    );
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), alphabet, (at, character) => {
        fc.pre(cursor[at] !== character);
        expectRefused('orders', cursor.slice(0, at) + character + cursor.slice(at + 1));
        expectRefused('orders', cursor.slice(0, at) + cursor.slice(at + 1));
        expectRefused('orders', cursor.slice(0, at) + character + cursor.slice(at));
      }),
      { numRuns: 1000 },
    );
  });

  it('should refuse a last character whose unused bits differ', () => {
    const cursor = codec.encode('orders', [1]);
    const bytes = Buffer.from(cursor, 'base64url');
    const twins = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .map((last) => cursor.slice(0, -1) + last)
      .filter((text) => text !== cursor && Buffer.from(text, 'base64url').equals(bytes));
    expect(twins.length).toBeGreaterThan(0);
    for (const twin of twins) expectRefused('orders', twin);
  });

  it('should refuse any text that it did not write', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expectRefused('orders', text)));
    for (const text of ['', 'A', '\0', 'null', 'x'.repeat(MAX_CURSOR_LENGTH), 'x'.repeat(100_000)]) {
      expectRefused('orders', text);
    }
  });

  it('should refuse a cursor of another secret', () => {
    const other = new CursorCodec(SECRET.toUpperCase());
    expectRefused('orders', other.encode('orders', [1]));
  });

  it.each<[string, unknown[]]>([
    ['NaN', [Number.NaN]],
    ['Infinity', [Infinity]],
    ['undefined', [undefined]],
    ['a date', [new Date(0)]],
    ['a text longer than a cursor', ['x'.repeat(MAX_CURSOR_LENGTH)]],
  ])('should refuse to write %s', (_, row) => {
    expect(() => codec.encode('orders', row as CursorValue[])).toThrow(RangeError);
  });

  it('should refuse a short secret', () => {
    expect(() => new CursorCodec('x'.repeat(31))).toThrow(RangeError);
  });
});
