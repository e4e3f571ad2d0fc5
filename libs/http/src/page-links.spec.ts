import fc from 'fast-check';
import { pageLinks } from './page-links.js';

const only = { nextCursor: null, previousCursor: null };

describe(pageLinks, () => {
  it('should keep the query and replace the cursor', () => {
    const query = { cursor: 'old', status: ['open', 'paid'], limit: 50 };
    expect(pageLinks('/v1/orders', query, { nextCursor: 'n', previousCursor: 'p' })).toBe(
      '</v1/orders?status=open&status=paid&limit=50&cursor=n>; rel="next", ' +
        '</v1/orders?status=open&status=paid&limit=50&cursor=p>; rel="prev", ' +
        '</v1/orders?status=open&status=paid&limit=50>; rel="first"',
    );
  });

  it('should leave out what is not set', () => {
    expect(pageLinks('/v1/orders', { status: undefined, since: null }, { ...only, nextCursor: 'c' })).toBe(
      '</v1/orders?cursor=c>; rel="next", </v1/orders>; rel="first"',
    );
  });

  it('should lead to the first page alone where there is no other', () => {
    expect(pageLinks('/v1/orders', { cursor: 'c' }, only)).toBe('</v1/orders>; rel="first"');
  });

  it('should keep what is encoded already', () => {
    expect(pageLinks('/v1/a%3Eb', {}, only)).toBe('</v1/a%3Eb>; rel="first"');
  });

  it('should never let a path or a value out of the brackets', () => {
    const any = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(any, any, any, (path, name, value) => {
        fc.pre(name !== 'cursor');
        const link = pageLinks(`/${path}`, { [name]: value }, only);
        expect(link).toMatch(/^<[!#-;=?-~]*>; rel="first"$/);
        const query = link.slice(1, link.lastIndexOf('>')).split('?')[1];
        expect(new URLSearchParams(query).get(name.toWellFormed())).toBe(value.toWellFormed());
      }),
    );
  });
});
