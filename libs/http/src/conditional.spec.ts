import fc from 'fast-check';
import { CODINGS } from './accept-encoding.js';
import { codingEtag, ifMatch, ifNoneMatch, requireIfMatch, strongEtag } from './conditional.js';

const opaque = fc.stringMatching(/^[!#-~]{0,20}$/);
const strong = opaque.map((text) => `"${text}"`);
const tag = fc.tuple(fc.boolean(), strong).map(([weak, text]) => (weak ? `W/${text}` : text));

describe('strongEtag', () => {
  it('should be a strong tag that depends on the bytes alone', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(strongEtag(a)).toMatch(/^"[A-Za-z0-9_-]{22}"$/);
        expect(strongEtag(a) === strongEtag(b)).toBe(a === b);
        expect(strongEtag(Buffer.from(a))).toBe(strongEtag(a));
      }),
    );
  });
});

describe('codingEtag', () => {
  it('should be a tag of its own for each coding, and stand for the same state', () => {
    const etag = strongEtag('state');
    const tags = CODINGS.map((coding) => codingEtag(etag, coding));
    expect(new Set(tags).size).toBe(CODINGS.length);
    for (const sent of tags) {
      expect(sent).toMatch(/^"[\w-]{22}(\.(br|zstd|gzip))?"$/);
      expect(() => requireIfMatch(sent, etag)).not.toThrow();
      for (const current of tags) expect(ifNoneMatch(sent, current)).toBe(true);
      expect(ifMatch(sent, strongEtag('another state'))).toBe(false);
    }
  });

  it('should leave alone what only looks like a coding', () => {
    expect(ifNoneMatch('"a.brx"', '"a"')).toBe(false);
    expect(ifNoneMatch('"a.br.br"', '"a"')).toBe(false);
    expect(ifNoneMatch('"a.deflate"', '"a"')).toBe(false);
  });
});

describe('ifNoneMatch', () => {
  it.each([
    ['"a"', '"a"', true],
    ['W/"a"', '"a"', true],
    ['"a"', 'W/"a"', true],
    ['"b"', '"a"', false],
    ['*', '"a"', true],
    [' * ', '"a"', true],
    ['"b", W/"c" ,"a"', '"a"', true],
    [',, "b",\t"a",', '"a"', true],
    ['"b,a"', '"b,a"', true],
    ['"b,"a""', '"a"', false],
    ['""', '""', true],
    ['a', '"a"', false],
    ['w/"a"', '"a"', false],
    ['"a" "b"', '"a"', false],
    ['"a", *', '"a"', false],
    ['"a', '"a"', false],
    ['', '"a"', false],
    [undefined, '"a"', false],
  ])('should answer for %j and %j: %p', (header, etag, expected) => {
    expect(ifNoneMatch(header, etag)).toBe(expected);
  });

  it('should find a tag in any list, weak or strong', () => {
    fc.assert(
      fc.property(fc.array(tag), tag, fc.array(tag), (before, etag, after) => {
        expect(ifNoneMatch([...before, etag, ...after].join(', '), etag)).toBe(true);
      }),
    );
  });
});

describe('ifMatch', () => {
  it.each([
    ['"a"', '"a"', true],
    ['"b", "a"', '"a"', true],
    ['*', '"a"', true],
    ['W/"a"', '"a"', false],
    ['"a"', 'W/"a"', false],
    ['W/"a"', 'W/"a"', false],
    ['"b"', '"a"', false],
    ['a', '"a"', false],
    ['', '', false],
    [undefined, '"a"', false],
  ])('should answer for %j and %j: %p', (header, etag, expected) => {
    expect(ifMatch(header, etag)).toBe(expected);
  });

  it('should be true only where ifNoneMatch is, whatever the header', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(tag).map(String)), strong, (header, etag) => {
        if (ifMatch(header, etag)) expect(ifNoneMatch(header, etag)).toBe(true);
      }),
    );
  });
});

describe('requireIfMatch', () => {
  const etag = strongEtag('state');

  it('should let pass who has seen the present state', () => {
    expect(() => requireIfMatch(etag, etag)).not.toThrow();
    expect(() => requireIfMatch(`"old", ${etag}`, etag)).not.toThrow();
    expect(() => requireIfMatch('*', etag)).not.toThrow();
  });

  it.each([undefined, '', '  '])('should ask for the header when it is %j', (header) => {
    expect(() => requireIfMatch(header, etag)).toThrow(
      expect.objectContaining({
        code: 'precondition_required',
        status: 428,
        errors: [expect.objectContaining({ header: 'If-Match' })],
      }),
    );
  });

  it.each(['"old"', `W/${etag}`, 'nonsense'])('should refuse %j and name the present tag', (header) => {
    expect(() => requireIfMatch(header, etag)).toThrow(
      expect.objectContaining({ code: 'precondition_failed', status: 412, headers: { ETag: etag } }),
    );
  });
});
