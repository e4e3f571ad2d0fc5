import { publicKeysOf } from './public-keys.js';

describe('publicKeysOf', () => {
  it('should keep public keys and leave out whatever holds a secret', () => {
    const open = { kty: 'OKP', crv: 'Ed25519', x: 'abc', kid: '1' };
    const keys = [open, { ...open, kid: '2', d: 'secret' }, { kty: 'oct', k: 'secret' }, 'noise', null];
    expect(publicKeysOf({ keys })).toEqual({ keys: [open] });
  });

  it('should answer an empty set for a file that is none', () => {
    expect(publicKeysOf({ kty: 'OKP', d: 'secret' })).toEqual({ keys: [] });
  });
});
