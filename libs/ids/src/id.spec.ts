import fc from 'fast-check';
import { BUCKETS } from './bucket.js';
import { bucketOfId, firstIdOfMs, firstIdSince, isId, MAX_ID_TIME, newId, timeOfId } from './id.js';

const bucket = fc.integer({ min: 0, max: BUCKETS - 1 });
const time = fc.oneof(
  fc.maxSafeNat().filter((ms) => ms <= MAX_ID_TIME),
  fc.constantFrom(0, 1, 65_535, 65_536, MAX_ID_TIME),
);
const hexDigit = fc.constantFrom(...'0123456789abcdef');

describe(firstIdSince, () => {
  it('should be the first id of a time, and of 1970 for all that lies before it', () => {
    fc.assert(fc.property(time, (ms) => expect(firstIdSince(ms)).toBe(firstIdOfMs(ms))));
    expect(firstIdSince(Date.parse('1969-12-31T23:59:59.999Z'))).toBe(firstIdOfMs(0));
  });
});

describe('newId', () => {
  it('should carry its bucket and its time', () => {
    fc.assert(
      fc.property(bucket, time, (b, ms) => {
        const id = newId(b, ms);
        expect(isId(id)).toBe(true);
        expect(bucketOfId(id)).toBe(b);
        expect(timeOfId(id)).toBe(ms);
      }),
    );
  });

  it('should sort by time whatever the buckets', () => {
    fc.assert(
      fc.property(bucket, time, bucket, time, (b1, t1, b2, t2) => {
        fc.pre(t1 !== t2);
        expect(newId(b1, t1) < newId(b2, t2)).toBe(t1 < t2);
      }),
    );
  });

  it('should take the present time when none is given', () => {
    const before = Date.now();
    const made = timeOfId(newId(7));
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now());
  });

  it('should lay out its fields as version 7 of RFC 9562 does', () => {
    expect(newId(0xabc, 0x017f22e279b0)).toMatch(/^017f22e2-79b0-7abc-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('should not repeat within one millisecond and bucket', () => {
    const ids = Array.from({ length: 20_000 }, () => newId(1, 1));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('should use every one of its 62 random bits', () => {
    let ones = 0n;
    let zeros = 0n;
    for (let i = 0; i < 200; i++) {
      const tail = BigInt(`0x${newId(0, 0).slice(19).replace('-', '')}`);
      ones |= tail;
      zeros |= ~tail;
    }
    const random = (1n << 62n) - 1n;
    expect(ones & random).toBe(random);
    expect(zeros & random).toBe(random);
  });

  it.each([-1, 0.5, Number.NaN, Infinity, MAX_ID_TIME + 1])('should refuse the time %p', (ms) => {
    expect(() => newId(0, ms)).toThrow(RangeError);
    expect(() => firstIdOfMs(ms)).toThrow(RangeError);
  });

  it.each([-1, 0.5, Number.NaN, BUCKETS])('should refuse the bucket %p', (wrong) => {
    expect(() => newId(wrong, 0)).toThrow(RangeError);
  });
});

describe('firstIdOfMs', () => {
  it('should be an id that no id of its millisecond or a later one precedes', () => {
    fc.assert(
      fc.property(bucket, time, (b, ms) => {
        const first = firstIdOfMs(ms);
        expect(isId(first)).toBe(true);
        expect(timeOfId(first)).toBe(ms);
        expect(first <= newId(b, ms)).toBe(true);
        if (ms > 0) expect(newId(BUCKETS - 1, ms - 1) < first).toBe(true);
      }),
    );
  });
});

describe('isId', () => {
  const id = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';

  it('should know the example of RFC 9562', () => {
    expect(isId(id)).toBe(true);
    expect(timeOfId(id)).toBe(Date.UTC(2022, 1, 22, 19, 22, 22));
  });

  it('should refuse every other version and variant', () => {
    fc.assert(
      fc.property(hexDigit, hexDigit, (version, variant) => {
        const text = `${id.slice(0, 14)}${version}${id.slice(15, 19)}${variant}${id.slice(20)}`;
        expect(isId(text)).toBe(version === '7' && '89ab'.includes(variant));
      }),
    );
  });

  it.each([
    '',
    id.toUpperCase(),
    `${id}\n`,
    ` ${id}`,
    `{${id}}`,
    `urn:uuid:${id}`,
    id.replaceAll('-', ''),
    id.slice(0, -1),
    `${id}0`,
    id.replace('e', 'g'),
  ])('should refuse %j', (text) => {
    expect(isId(text)).toBe(false);
    expect(() => bucketOfId(text)).toThrow(RangeError);
    expect(() => timeOfId(text)).toThrow(RangeError);
  });
});
