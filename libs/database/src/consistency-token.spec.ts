import fc from 'fast-check';
import { ConsistencyTokens } from './consistency-token.js';
import { BEYOND } from './wal-position.js';

const SECRET = 'a secret of at least thirty-two characters';
const tokens = new ConsistencyTokens(SECRET);
const refusal = expect.objectContaining({ code: 'consistency_token_invalid', status: 400 });

const token = fc.record(
  {
    epoch: fc.integer({ min: 1 }),
    changedAt: fc.integer({ min: 1, max: 10 ** 13 }),
    positions: fc
      .dictionary(fc.stringMatching(/^shard-[a-z0-9]{1,8}$/), fc.bigInt({ min: 0n, max: BEYOND }), {
        maxKeys: 8,
      })
      .map((entries) => new Map(Object.entries(entries))),
  },
  { requiredKeys: ['epoch', 'positions'] },
);

describe(ConsistencyTokens, () => {
  it('should read what another process with the same secret has issued', () => {
    fc.assert(
      fc.property(token, (issued) => {
        expect(new ConsistencyTokens(SECRET).decode(tokens.encode(issued))).toEqual(issued);
      }),
    );
  });

  it('should join several tokens to one that shows what each of them shows', () => {
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 4 }), (issued) => {
        const joined = tokens.decodeAll(issued.map((one) => tokens.encode(one)).join(', '));
        for (const { positions } of issued)
          for (const [shard, at] of positions) expect(joined.positions.get(shard)).toBeGreaterThanOrEqual(at);
        const changes = issued.map(({ changedAt }) => changedAt ?? 0);
        expect(joined.changedAt ?? 0).toBe(Math.max(...changes));
        // Positions of several maps: no map in force is of this epoch, so the primaries answer.
        const epochs = new Set(issued.map(({ epoch }) => epoch));
        expect(joined.epoch).toBe(epochs.size === 1 ? issued[0]?.epoch : 0);
      }),
    );
  });

  it('should refuse a token in which any character is another one', () => {
    fc.assert(
      fc.property(token, fc.nat(), fc.constantFrom(...'AZaz09-_+ '), (issued, at, character) => {
        const text = tokens.encode(issued);
        const index = at % text.length;
        fc.pre(text[index] !== character);
        const altered = text.slice(0, index) + character + text.slice(index + 1);
        expect(() => tokens.decode(altered)).toThrow(refusal);
      }),
    );
  });

  it('should refuse a token of another secret, a cut one, and none of ours', () => {
    const text = tokens.encode({ epoch: 1, positions: new Map([['shard-1', 7n]]) });
    expect(() => new ConsistencyTokens(`${SECRET}!`).decode(text)).toThrow(refusal);
    for (const wrong of ['', 'x', text.slice(0, -1), `${text}A`, 'a'.repeat(10_000)])
      expect(() => tokens.decode(wrong)).toThrow(refusal);
  });
});
