import fc from 'fast-check';
import { BoundedMap } from './bounded-map.js';

const ENTRY_BYTES = 1_000;
/** So that key, body and overhead come to `ENTRY_BYTES` with keys of two characters. */
const BODY = ENTRY_BYTES - 4 - 320;
const ROOM = 64;
const name = (key: number): string => String(key + 10);

function mapOfRoom(): BoundedMap<{ at: number }> {
  return new BoundedMap(ROOM * ENTRY_BYTES, ENTRY_BYTES);
}

describe(BoundedMap, () => {
  it('should count the bytes of what it holds, and hold no more than its budget', () => {
    const step = fc.record({
      key: fc.nat(80),
      bytes: fc.nat(ENTRY_BYTES),
      kind: fc.constantFrom('set', 'get', 'delete'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const map = new BoundedMap<{ bytes: number }>(10 * ENTRY_BYTES, ENTRY_BYTES);
        for (const { key, bytes, kind } of steps) {
          if (kind === 'set') map.set(name(key), { bytes }, bytes);
          else if (kind === 'get') map.get(name(key));
          else map.delete(name(key));
          let held = 0;
          map.prune(({ bytes: body }) => {
            held += body + 4 + 320;
            return false;
          });
          expect(map.bytes).toBe(held);
          expect(held).toBeLessThanOrEqual(10 * ENTRY_BYTES);
        }
      }),
    );
  });

  it('should evict what was written longest ago when nothing is read', () => {
    const map = mapOfRoom();
    for (let at = 0; at <= ROOM; at++) map.set(name(at), { at }, BODY);
    expect(map.get(name(0))).toBeUndefined();
    expect(map.get(name(1))).toEqual({ at: 1 });
    expect(map.evictions).toBe(1);
  });

  it('should keep what is read between writes, however much is written', () => {
    const read = fc.integer({ min: 0, max: ROOM - 1 });
    fc.assert(
      fc.property(read, fc.integer({ min: 1, max: 5 * ROOM }), (kept, writes) => {
        const map = mapOfRoom();
        for (let at = 0; at < ROOM; at++) map.set(name(at), { at }, BODY);
        for (let at = 0; at < writes; at++) {
          map.get(name(kept));
          map.set(`w${at}`, { at }, BODY - 8);
        }
        expect(map.get(name(kept))).toEqual({ at: kept });
      }),
    );
  });

  it('should forget what was under a key whose new value is too large', () => {
    const map = mapOfRoom();
    map.set('10', { at: 1 }, BODY);
    map.set('10', { at: 2 }, BODY + 1);
    expect(map.get('10')).toBeUndefined();
    expect(map.bytes).toBe(0);
  });
});
