import fc from 'fast-check';
import type { IncomingMessage } from 'node:http';
import { clientOf } from './client-address.js';

function from(peer: string | undefined, forwarded?: string, hops = 0): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return clientOf({ socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage, hops);
}

describe(clientOf, () => {
  it('should take the address of the connection where no proxy is trusted, whatever the client writes', () => {
    fc.assert(
      fc.property(fc.string(), (claim) => {
        expect(from('192.0.2.1', claim)).toBe('192.0.2.1');
      }),
    );
  });

  it('should read from the right, and nothing beyond the hops', () => {
    const claims = fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), { maxLength: 5 });
    fc.assert(
      fc.property(claims, fc.integer({ min: 1, max: 4 }), (claim, hops) => {
        // What the client wrote, then what each proxy saw: the client, and then one another.
        const seen = ['203.0.113.9', '10.0.0.1', '10.0.0.2', '10.0.0.3'].slice(0, hops);
        expect(from('10.0.0.9', [...claim, ...seen].join(', '), hops)).toBe('203.0.113.9');
      }),
    );
  });

  it.each([
    ['fewer entries than hops', '203.0.113.9', 3, '203.0.113.9'],
    ['no header', undefined, 1, '10.0.0.9'],
    ['an entry that is no address', 'somebody', 1, '10.0.0.9'],
    ['an empty entry', '203.0.113.9, ', 1, '10.0.0.9'],
    ['a port', '203.0.113.9:4711', 1, '203.0.113.9'],
    ['brackets and a port', '[2001:db8::1]:4711', 1, '2001:db8:0:0::/64'],
    ['blanks', ' 203.0.113.1 ,  203.0.113.9 ', 1, '203.0.113.9'],
  ])('should bear %s', (_what, header, hops, expected) => {
    expect(from('10.0.0.9', header, hops)).toBe(expected);
  });

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8::3:4:5:6:7', '2001:db8:0:3::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['192.0.2.1', '192.0.2.1'],
  ])('should count %s as %s', (address, expected) => {
    expect(from(address)).toBe(expected);
  });

  it('should count all addresses of a /64 as one, and no other one with them', () => {
    const group = fc.nat(0xffff).map((n) => n.toString(16));
    const half = fc.tuple(group, group, group, group).map((groups) => groups.join(':'));
    fc.assert(
      fc.property(half, half, half, (network, one, other) => {
        expect(from(`${network}:${one}`)).toBe(from(`${network}:${other}`));
        expect(from(`${network}:${one}`) === from(`${other}:${one}`)).toBe(network === other);
      }),
    );
  });

  it('should bear a connection that is gone', () => {
    expect(from(undefined)).toBe('unknown');
  });
});
