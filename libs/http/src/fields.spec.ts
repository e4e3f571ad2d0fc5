import fc from 'fast-check';
import { z } from 'zod';
import { Fields, selectableOf, type Selectable } from './fields.js';
import { pageSchema } from './page.js';

const line = z.strictObject({
  sku: z.string(),
  price: z.strictObject({ amount: z.int(), currency: z.string() }),
});
const order = z.strictObject({
  id: z.string(),
  total: z.int(),
  note: z.string().optional(),
  customer: z.strictObject({ name: z.string(), city: z.string().nullable() }).nullable(),
  lines: z.array(line),
  metadata: z.record(z.string(), z.string()),
});
const whole = {
  id: 'a',
  total: 3,
  customer: { name: 'Ann', city: null },
  lines: [{ sku: 'x', price: { amount: 3, currency: 'EUR' } }],
  metadata: { colour: 'red' },
};

function known(schema: z.ZodType): Selectable {
  const selectable = selectableOf(schema);
  if (selectable === undefined) throw new Error('nothing to select');
  return selectable;
}

const ofOrder = known(order);
const choose = (text: string): Fields => Fields.parse(text, ofOrder);

describe(Fields, () => {
  it('should keep the members that are named, in the order of the whole', () => {
    expect(JSON.stringify(choose('total,id').pick(whole))).toBe('{"id":"a","total":3}');
  });

  it('should go into objects and lists by dots', () => {
    expect(choose('customer.name,lines.price.amount').pick(whole)).toEqual({
      customer: { name: 'Ann' },
      lines: [{ price: { amount: 3 } }],
    });
    expect(choose('customer.name').pick({ ...whole, customer: null })).toEqual({ customer: null });
  });

  it('should know the members of every variant', () => {
    const variants = z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('text'), text: z.string() }),
      z.strictObject({ type: z.literal('number'), least: z.int() }),
    ]);
    const fields = Fields.parse('of.text,of.least', known(z.strictObject({ of: variants })));
    expect(fields.pick({ of: { type: 'text', text: 'why?' } })).toEqual({ of: { text: 'why?' } });
    expect(fields.pick({ of: { type: 'number', least: 3 } })).toEqual({ of: { least: 3 } });
  });

  it('should leave out what the whole does not have', () => {
    expect(choose('note,total').pick(whole)).toEqual({ total: 3 });
  });

  it('should choose of the items of a page, and keep what belongs to the page', () => {
    const page = { items: [whole, { ...whole, id: 'b' }], nextCursor: 'there' };
    expect(Fields.parse('id', known(pageSchema(order))).pick(page)).toEqual({
      items: [{ id: 'a' }, { id: 'b' }],
      nextCursor: 'there',
    });
  });

  it.each([
    '',
    'nothing',
    'id,',
    ' id',
    'id.x',
    'metadata.colour',
    'customer.',
    '__proto__',
    'constructor',
    'lines.0',
  ])('should refuse %j and name the parameter', (text) => {
    expect(() => choose(text)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        errors: [expect.objectContaining({ parameter: 'fields', code: 'unknown_field' })],
      }) as Error,
    );
  });

  it('should bound what it reads and what it says', () => {
    expect(() => choose('id,'.repeat(600) + 'id')).toThrow(/at most 1500 characters/);
    expect(() => choose(`${'x'.repeat(900)}`)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ detail: expect.any(String) })] }) as Error,
    );
  });

  it('should have one text for one choice, whatever the order, the repetitions and the detail', () => {
    const names = ['id', 'total', 'customer', 'customer.name', 'lines.sku', 'lines.price.amount', 'metadata'];
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1 }), fc.infiniteStream(fc.nat(100)), (chosen, random) => {
        const shuffled = [...chosen, chosen[0] ?? 'id'].map(
          (name) => [random.next().value as number, name] as const,
        );
        shuffled.sort(([a], [b]) => a - b);
        const [one, other] = [choose(chosen.join(',')), choose(shuffled.map(([, name]) => name).join(','))];
        expect(other.text).toBe(one.text);
        expect(JSON.stringify(other.pick(whole))).toBe(JSON.stringify(one.pick(whole)));
        expect(choose(one.text).text).toBe(one.text);
      }),
    );
  });
});
