import fc from 'fast-check';
import { HeadTemplate } from './head-template.js';
import type { KeptAnswer } from './kept-answer.js';
import { LaneStore } from './lane-store.js';

function answerOf(etag: string, keys: readonly string[], until: number, brief = false): KeptAnswer {
  const [whole, notModified] = [new HeadTemplate(200, []), new HeadTemplate(304, [])];
  const variant = { etag, body: 'x'.repeat(1_000), whole, notModified };
  const facts = { route: '/', keys, until, renewAt: until, passed: false, brief, impersonal: false };
  return { etag, kind: 'small', head: [], variants: { identity: variant }, ...facts };
}

describe(LaneStore, () => {
  it('should give nothing beyond its time, but the bytes of what comes back as it was', () => {
    const store = new LaneStore(1_000_000);
    store.keep('/a', answerOf('"1"', ['k'], 100), store.now);
    expect(store.find('/a', 99)?.etag).toBe('"1"');
    expect(store.find('/a', 100)).toBeUndefined();
    expect(store.coded('/a', 'identity', '"1"')).toEqual(Buffer.from('x'.repeat(1_000)));
    expect(store.coded('/a', 'identity', '"2"')).toBeUndefined();
    expect(store.coded('/a', 'br', '"1"')).toBeUndefined();
    store.changed('k');
    expect(store.coded('/a', 'identity', '"1"')).toBeUndefined();
    expect([store.bytes, store.keys, store.counted.dropped]).toEqual([0, 0, 1]);
  });

  it('should give one that is over again while its sources are held at their versions, and then for as long as that', () => {
    const held = new Map<string, { version: number; until: number }>();
    const store = new LaneStore(1_000_000, (key) => held.get(key));
    const sources = ['k', 'l'].map((key) => ({ key, version: 1 }));
    store.keep('/a', { ...answerOf('"1"', ['k', 'l'], 100), sources }, store.now);
    store.keep('/b', answerOf('"1"', ['k', 'l'], 100), store.now);
    held.set('k', { version: 1, until: 300 });
    expect(store.find('/a', 150)).toBeUndefined();
    held.set('l', { version: 2, until: 300 });
    expect(store.find('/a', 150)).toBeUndefined();
    held.set('l', { version: 1, until: 200 });
    expect([store.find('/a', 150)?.etag, store.find('/b', 150)]).toEqual(['"1"', undefined]);
    held.clear();
    expect(store.find('/a', 199)?.etag).toBe('"1"');
    expect(store.find('/a', 200)).toBeUndefined();
    held.set('k', { version: 1, until: 400 }).set('l', { version: 1, until: 400 });
    store.changed('l');
    expect(store.find('/a', 250)).toBeUndefined();
  });

  it('should not have an answer made anew early when its sources have been asked for already', () => {
    const held = new Map<string, { version: number; until: number }>();
    const store = new LaneStore(1_000_000, (key) => held.get(key));
    const due = { ...answerOf('"1"', ['k'], 100), renewAt: 75, sources: [{ key: 'k', version: 1 }] };
    store.keep('/a', due, store.now);
    held.set('k', { version: 1, until: 100 });
    expect(store.find('/a', 80)).toMatchObject({ until: 100, renewAt: 75 });
    store.find('/a', 80)!.passed = true;
    held.set('k', { version: 1, until: 180 });
    expect(store.find('/a', 90)).toMatchObject({ until: 180, renewAt: 155, passed: false });
  });

  it('should gather the codings of one answer, and start anew with another', () => {
    const store = new LaneStore(1_000_000);
    const plain = answerOf('"1"', ['k'], 100);
    const variant = plain.variants.identity!;
    store.keep('/a', plain, store.now);
    store.keep('/a', { ...plain, variants: { br: variant }, until: 90 }, store.now);
    expect(Object.keys(store.find('/a', 0)?.variants ?? {}).sort()).toEqual(['br', 'identity']);
    store.keep('/a', { ...answerOf('"2"', ['k'], 200), variants: { br: variant } }, store.now);
    expect(Object.keys(store.find('/a', 0)?.variants ?? {})).toEqual(['br']);
    store.keep('/a', answerOf('"1"', ['k'], 150), store.now);
    expect(store.find('/a', 0)?.etag).toBe('"2"');
  });

  it('should store nothing of a request that began before all the changes it remembers', () => {
    const store = new LaneStore(1_000_000);
    const begun = store.now;
    for (let n = 0; n <= 10_000; n += 1) store.changed(`other ${n}`);
    store.keep('/a', answerOf('"1"', ['k'], 100), begun);
    expect(store.find('/a', 0)).toBeUndefined();
  });

  it('should give a flood of brief answers an eighth of the room, and none of what lasts', () => {
    const bytes = 480_000;
    const store = new LaneStore(bytes);
    const lasting = Array.from({ length: 100 }, (_, n) => `/quiz/${n}`);
    for (const url of lasting) store.keep(url, answerOf('"1"', [url], Infinity), store.now);
    const before = store.bytes;
    for (let n = 0; n < 10_000; n += 1) {
      const url = `/list?limit=${n}`;
      store.keep(url, answerOf('"1"', [url], 1, true), store.now);
      expect(store.bytes - before).toBeLessThanOrEqual(bytes / 8);
    }
    expect(store.find('/list?limit=9999', 0)).toBeDefined();
    expect(lasting.filter((url) => store.find(url, 0) === undefined)).toEqual([]);
    expect(store.keys).toBeLessThan(130);
  });

  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('begin' as const), keys: fc.uniqueArray(key) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('finish' as const), which: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('change' as const), key }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
  );

  it('should never give an answer that was begun before one of its keys has changed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const store = new LaneStore(150_000);
        const values = new Map<string, number>();
        const read = (keys: readonly string[]): string => keys.map((one) => values.get(one) ?? 0).join('.');
        const begun: { keys: string[]; at: number; saw: string }[] = [];
        const urls = new Map<string, string[]>();
        for (const one of steps) {
          if (one.do === 'begin') begun.push({ keys: one.keys, at: store.now, saw: read(one.keys) });
          if (one.do === 'change') {
            values.set(one.key, (values.get(one.key) ?? 0) + 1);
            store.changed(one.key);
          }
          if (one.do === 'clear') store.clear();
          const request = one.do === 'finish' ? begun[one.which] : undefined;
          if (request !== undefined) {
            const url = `/${request.keys.join('/')}`;
            urls.set(url, request.keys);
            store.keep(url, answerOf(request.saw, request.keys, 1), request.at);
          }
          for (const [url, keys] of urls) {
            const found = store.find(url, 0);
            if (found !== undefined) expect(found.etag).toBe(read(keys));
          }
          expect(store.bytes).toBeLessThanOrEqual(150_000);
        }
      }),
    );
  });
});
