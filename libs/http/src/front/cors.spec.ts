import fc from 'fast-check';
import { corsOf, isOrigin } from './cors.js';

describe(isOrigin, () => {
  it.each(['https://shop.example', 'http://localhost:*', 'http://[::1]:8080', 'http://127.0.0.1:5173', '*'])(
    'should take %s',
    (text) => {
      expect(isOrigin(text)).toBe(true);
    },
  );

  it.each([
    'shop.example',
    'https://shop.example/',
    'https://Shop.example',
    'https://*.example',
    'ftp://shop.example',
    'null',
    '',
    'http://localhost:',
  ])('should refuse %j', (text) => {
    expect(isOrigin(text)).toBe(false);
  });
});

describe(corsOf, () => {
  it('should be nothing without origins', () => {
    expect(corsOf(undefined)).toBeUndefined();
    expect(corsOf([])).toBeUndefined();
  });

  it('should allow those that are listed, and a port only where it says so', () => {
    const cors = corsOf(['https://shop.example', 'http://localhost:*', 'http://[::1]:*']);
    for (const origin of [
      'https://shop.example',
      'http://localhost',
      'http://localhost:5173',
      'http://[::1]:3000',
    ])
      expect(cors?.allows(origin)).toBe(true);
    const strangers = [
      'http://shop.example',
      'https://shop.example:444',
      'https://shop.example.evil.example',
    ];
    const others = [
      'http://localhost.evil.example',
      'http://localhost:80@evil.example',
      'https://localhost:1',
      'null',
    ];
    for (const origin of [...strangers, ...others]) expect(cors?.allows(origin)).toBe(false);
  });

  it('should allow no origin that only begins or ends like one that is listed', () => {
    const cors = corsOf(['https://shop.example', 'http://localhost:*']);
    const more = fc.string({ minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(more, (text) => {
        expect(cors?.allows(`https://shop.example${text}`)).toBe(false);
        expect(cors?.allows(`${text}https://shop.example`)).toBe(false);
        expect(cors?.allows(`http://localhost${text}`)).toBe(/^:[0-9]{1,5}$/.test(text));
      }),
    );
  });

  it('should allow every origin when told so', () => {
    expect(corsOf(['*'])?.allows('https://anybody.example')).toBe(true);
  });
});
