import fc from 'fast-check';
import { z } from 'zod';
import { pageQuery, pageSchema, pageText } from './page.js';

const query = z.strictObject(pageQuery);

describe('pageQuery', () => {
  it('should have a default and leave the cursor out', () => {
    expect(query.parse({})).toEqual({ limit: 20 });
  });

  it('should take whole numbers from 1 to 100, as text', () => {
    fc.assert(
      fc.property(fc.integer(), (limit) => {
        const result = query.safeParse({ limit: String(limit) });
        expect(result.success).toBe(limit >= 1 && limit <= 100);
        if (result.success) expect(result.data.limit).toBe(limit);
      }),
    );
  });

  it.each(['', ' 5', '5 ', '1e1', '0x10', '5.0', '+5', '-1', '0', '101', 'ten', '٥', ['5'], '9'.repeat(400)])(
    'should refuse the limit %j by name',
    (limit) => {
      const { error } = query.safeParse({ limit });
      expect(error?.issues).toMatchObject([
        { path: ['limit'], message: 'must be a whole number from 1 to 100' },
      ]);
    },
  );

  it.each(['', 'x'.repeat(513), ['a', 'b']])('should refuse a cursor that cannot be one', (cursor) => {
    expect(query.safeParse({ cursor }).error?.issues[0]?.path).toEqual(['cursor']);
  });

  it('should describe the limit to API documents as an optional integer', () => {
    const schema = z.toJSONSchema(query, { io: 'input' });
    expect(schema.properties?.['limit']).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 20,
    });
    expect(schema.required).toBeUndefined();
  });
});

describe('pageSchema', () => {
  const page = pageSchema(z.strictObject({ id: z.string() }));

  it('should take a page and one without neighbours', () => {
    expect(page.safeParse({ items: [{ id: 'a' }], nextCursor: 'c', previousCursor: 'b' }).success).toBe(true);
    const alone = { items: [], nextCursor: null, previousCursor: null };
    expect(page.safeParse(alone).success).toBe(true);
    expect(page.safeParse({ ...alone, incomplete: true }).success).toBe(true);
  });

  it('should refuse a page without a cursor, or with more members', () => {
    expect(page.safeParse({ items: [], nextCursor: null }).success).toBe(false);
    expect(page.safeParse({ items: [], nextCursor: null, previousCursor: null, total: 3 }).success).toBe(
      false,
    );
  });
});

describe(pageText, () => {
  it('should say what the page of their values says', () => {
    const cursor = fc.option(fc.string(), { nil: null });
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), cursor, cursor, fc.boolean(), (items, next, previous, partly) => {
        const rest = {
          nextCursor: next,
          previousCursor: previous,
          ...(partly ? { incomplete: true as const } : {}),
        };
        const texts = items.map((item) => JSON.stringify(item));
        expect(pageText({ items: texts, ...rest })).toBe(JSON.stringify({ items, ...rest }));
      }),
    );
  });
});
