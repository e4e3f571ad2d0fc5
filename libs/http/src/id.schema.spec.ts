import { newId } from '@tenfold/ids';
import { z } from 'zod';
import { idSchema } from './id.schema.js';

describe('idSchema', () => {
  it('should take the ids that we make', () => {
    const id = newId(4095);
    expect(idSchema.parse(id)).toBe(id);
  });

  it.each(['', 'x', '0195a3c4-7d00-4a1b-8f3e-5c2d9b1e4f60', '0195A3C4-7D00-7A1B-8F3E-5C2D9B1E4F60', 7, null])(
    'should refuse %j',
    (value) => {
      expect(idSchema.safeParse(value).success).toBe(false);
    },
  );

  it('should be a uuid to API documents', () => {
    const schema = z.toJSONSchema(idSchema);
    expect(schema).toMatchObject({ type: 'string', format: 'uuid' });
    expect(idSchema.safeParse(schema['example']).success).toBe(true);
  });
});
