import fc from 'fast-check';
import { nextLink } from './next-link.js';

describe('nextLink', () => {
  it('should keep the query and replace the cursor', () => {
    expect(nextLink('/v1/orders', { cursor: 'old', status: ['open', 'paid'], limit: 50 }, 'new')).toBe(
      '</v1/orders?status=open&status=paid&limit=50&cursor=new>; rel="next"',
    );
  });

  it('should leave out what is not set', () => {
    expect(nextLink('/v1/orders', { status: undefined, since: null }, 'c')).toBe(
      '</v1/orders?cursor=c>; rel="next"',
    );
  });

  it('should be absent on the last page', () => {
    expect(nextLink('/v1/orders', {}, null)).toBeUndefined();
  });

  it('should keep what is encoded already', () => {
    expect(nextLink('/v1/a%3Eb', {}, 'c')).toBe('</v1/a%3Eb?cursor=c>; rel="next"');
  });

  it('should never let a path or a value out of the brackets', () => {
    const any = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(any, any, any, (path, name, value) => {
        fc.pre(name !== 'cursor');
        const link = nextLink(`/${path}`, { [name]: value }, 'c') ?? '';
        expect(link).toMatch(/^<[!#-;=?-~]*>; rel="next"$/);
        const query = link.slice(1, link.lastIndexOf('>')).split('?')[1];
        expect(new URLSearchParams(query).get(name.toWellFormed())).toBe(value.toWellFormed());
      }),
    );
  });
});
