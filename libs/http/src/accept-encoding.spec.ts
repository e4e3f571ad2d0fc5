import fc from 'fast-check';
import { chooseCodings, CODINGS, type Coding, type CodingChoice } from './accept-encoding.js';

const NOTHING_SAID = { kept: 'identity', once: 'identity', small: 'identity' };

describe(chooseCodings, () => {
  it.each<[string | undefined, CodingChoice['kept'], CodingChoice['once'], CodingChoice['small']]>([
    [undefined, 'identity', 'identity', 'identity'],
    ['', 'identity', 'identity', 'identity'],
    ['gzip, deflate, br, zstd', 'br', 'zstd', 'identity'],
    ['gzip, deflate, br', 'br', 'gzip', 'identity'],
    ['gzip, deflate', 'gzip', 'gzip', 'identity'],
    ['GZip', 'gzip', 'gzip', 'identity'],
    ['x-gzip', 'gzip', 'gzip', 'identity'],
    ['deflate', 'identity', 'identity', 'identity'],
    ['*', 'br', 'zstd', 'identity'],
    ['br;q=0, *', 'zstd', 'zstd', 'identity'],
    ['gzip;q=0.5, identity', 'identity', 'identity', 'identity'],
    ['gzip;q=0.001', 'gzip', 'gzip', 'identity'],
    ['br;q=0.5, gzip;q=0.8, *;q=0.1', 'gzip', 'gzip', 'identity'],
    ['identity;q=0, gzip', 'gzip', 'gzip', 'gzip'],
    ['*;q=0, br', 'br', 'br', 'br'],
    ['*;q=0, identity', 'identity', 'identity', 'identity'],
    ['identity;q=0', undefined, undefined, undefined],
    ['*;q=0', undefined, undefined, undefined],
    ['br ; q=0.2\t,, gzip;Q=0.3,', 'gzip', 'gzip', 'identity'],
    ['br;q=-1', 'identity', 'identity', 'identity'],
    ['br;q=5', 'identity', 'identity', 'identity'],
    ['br;level=11', 'identity', 'identity', 'identity'],
    ['br gzip', 'identity', 'identity', 'identity'],
  ])('should choose for %j %p to be kept, %p to be sent once, %p when small', (header, kept, once, small) => {
    expect(chooseCodings(header)).toEqual({ kept, once, small });
  });

  const weight = fc.integer({ min: 0, max: 1000 });
  const wanted = fc.uniqueArray(fc.tuple(fc.constantFrom(...CODINGS, '*', 'deflate'), weight), {
    selector: ([coding]) => coding,
  });

  it('should choose what the client likes best and never what it refuses, in any order of its list', () => {
    fc.assert(
      fc.property(wanted, (list) => {
        const weights = new Map<string, number>(list);
        const liking = (coding: Coding): number =>
          weights.get(coding) ?? weights.get('*') ?? (coding === 'identity' ? 0.5 : 0);
        const acceptable = CODINGS.filter((coding) => liking(coding) > 0);
        const most = Math.max(...acceptable.map(liking));
        const text = list.map(([coding, q]) => `${coding};q=${(q / 1000).toFixed(3)}`);
        const choice = chooseCodings(text.join(', '));
        expect(chooseCodings(text.toReversed().join(','))).toEqual(choice);
        if (acceptable.length === 0) {
          expect(choice).toEqual({ kept: undefined, once: undefined, small: undefined });
          return;
        }
        expect(liking(choice.kept!)).toBe(most);
        expect(liking(choice.once!)).toBe(most);
        if (liking('identity') > 0) expect(choice.small).toBe('identity');
      }),
    );
  });

  it('should answer any text at once, and the same whether it was asked before or not', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const first = chooseCodings(text);
        expect(chooseCodings(text)).toEqual(first);
        if (!/[a-z*]/i.test(text)) expect(first).toEqual(NOTHING_SAID);
      }),
    );
    expect(chooseCodings(' ;q='.repeat(20_000))).toEqual(NOTHING_SAID);
  });
});
