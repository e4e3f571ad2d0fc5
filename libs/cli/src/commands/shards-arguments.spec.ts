import { parseBuckets, parseEndpoint } from './shards-arguments.js';

describe(parseBuckets, () => {
  it('should read a range and a single bucket', () => {
    expect(parseBuckets('0-1023')).toEqual({ from: 0, to: 1_023 });
    expect(parseBuckets('7')).toEqual({ from: 7, to: 7 });
  });

  it.each(['', '5-4', '0-4096', '-1', '1-', '1,2', 'all'])('should refuse "%s"', (text) => {
    expect(() => parseBuckets(text)).toThrow(/FROM-TO/);
  });
});

describe(parseEndpoint, () => {
  it('should read names, addresses and bracketed IPv6', () => {
    expect(parseEndpoint('db-3.internal:5432/tenfold')).toEqual({
      host: 'db-3.internal',
      port: 5_432,
      database: 'tenfold',
    });
    expect(parseEndpoint('[::1]:5432/tenfold').host).toBe('::1');
  });

  it.each(['db', 'db:5432', 'db:0/x', 'db:99999/x', 'a b:1/x', "db:1/x'"])('should refuse "%s"', (text) => {
    expect(() => parseEndpoint(text)).toThrow(/HOST:PORT/);
  });
});
