import { describeContract, type ContractCase } from '@tenfold/testing';
import { deepEqual, equal, ok } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { entry, LEASE, MARK, Steps, TTL, type StoreSubject } from './store-steps.js';

const CASES: { promise: string; run: (steps: Steps) => Promise<void> }[] = [
  {
    promise: 'give back what was filled, byte for byte, and the time that it has left',
    run: async (steps) => {
      const { store, key } = steps;
      for (const body of [Buffer.alloc(0), randomBytes(257), randomBytes(70_000)]) {
        const token = steps.token();
        await store.lease(key, token, LEASE);
        equal(await store.fill(key, token, entry(3, body), TTL), 'stored');
        const { body: found, leftMs, ...header } = (await steps.found()) ?? { body, leftMs: 0 };
        deepEqual({ ...header, body: '' }, { ...entry(3), body: '' });
        ok(body.equals(found)); // said in one word: a difference of many bytes takes minutes to print
        ok(leftMs > TTL / 2 && leftMs <= TTL);
      }
      await steps.subject.pass(TTL + 1);
      equal(await steps.version(), undefined);
    },
  },
  {
    promise: 'keep that there is no such thing',
    run: async (steps) => {
      const token = steps.token();
      await steps.store.lease(steps.key, token, LEASE);
      await steps.store.fill(steps.key, token, { ...entry(4, ''), kind: 'absent', etag: '' }, TTL);
      const found = await steps.found();
      deepEqual([found?.kind, found?.version], ['absent', 4]);
    },
  },
  {
    promise: 'let one at a time fill',
    run: async (steps) => {
      const { store, key } = steps;
      const answers = await Promise.all([1, 2, 3].map(() => store.lease(key, steps.token(), LEASE)));
      deepEqual(answers.toSorted(), ['mine', 'taken', 'taken']);
      await store.release(key, 'a stranger');
      equal(await store.lease(key, steps.token(), LEASE), 'taken');
      await steps.subject.pass(LEASE + 1);
      const token = steps.token();
      equal(await store.lease(key, token, LEASE), 'mine');
      await store.release(key, token);
      equal(await steps.fill(1), 'stored');
      equal(await store.lease(key, steps.token(), LEASE), 'mine');
    },
  },
  {
    promise: 'refuse a fill without its lease',
    run: async (steps) => {
      const { store, key } = steps;
      equal(await store.fill(key, 'never had', entry(1), TTL), 'refused');
      const late = steps.token();
      await store.lease(key, late, LEASE);
      await steps.subject.pass(LEASE + 1);
      equal(await store.fill(key, late, entry(1), TTL), 'refused');
      const other = steps.token();
      await store.lease(key, other, LEASE);
      equal(await store.fill(key, late, entry(1), TTL), 'refused');
      equal(await store.fill(key, other, entry(2), TTL), 'stored');
      equal(await store.fill(key, other, entry(3), TTL), 'refused');
      equal(await steps.version(), 2);
    },
  },
  {
    promise: 'refuse a version that is older than the one that is there',
    run: async (steps) => {
      // One digit more, so that the order of plain texts would be the wrong one.
      await steps.fill(10);
      equal(await steps.fill(9), 'refused');
      equal(await steps.version(), 10);
      equal(await steps.fill(10), 'stored');
      equal(await steps.fill(11), 'stored');
      equal(await steps.version(), 11);
    },
  },
  {
    promise: 'let nobody fill what is being changed, whenever he began',
    run: async (steps) => {
      const { store, key } = steps;
      const before = steps.token();
      await store.lease(key, before, LEASE);
      await store.mark(key, 'writer', MARK);
      equal(await store.fill(key, before, entry(1), TTL), 'refused');
      equal(await store.lease(key, steps.token(), LEASE), 'blocked');
      await steps.subject.pass(MARK + 1);
      equal(await store.fill(key, before, entry(1), TTL), 'refused');
      equal(await steps.fill(2), 'stored');
    },
  },
  {
    promise: 'wait for every writer of several',
    run: async (steps) => {
      const { store, key } = steps;
      await store.mark(key, 'one', MARK);
      await store.mark(key, 'two', MARK);
      await store.tombstone(key, 'one', 2, TTL);
      equal(await store.lease(key, steps.token(), LEASE), 'blocked');
      await store.unmark(key, 'two');
      equal(await steps.fill(2), 'stored');
    },
  },
  {
    promise: 'show what is being changed as suspect, until it is filled again',
    run: async (steps) => {
      const { store, key } = steps;
      await steps.fill(1);
      await store.mark(key, 'writer', MARK);
      equal((await steps.found())?.suspect, true);
      equal((await steps.found())?.body.toString(), 'at 1');
      await steps.subject.pass(MARK + 1);
      equal((await steps.found())?.suspect, true);
      equal(await steps.fill(1), 'stored');
      equal((await steps.found())?.suspect, false);
    },
  },
  {
    promise: 'bring no older version back after a tombstone',
    run: async (steps) => {
      const { store, key } = steps;
      await steps.fill(1);
      const before = steps.token();
      await store.lease(key, before, LEASE);
      await store.tombstone(key, 'writer', 2, TTL);
      equal((await steps.found())?.kind, 'tombstone');
      equal(await store.fill(key, before, entry(1), TTL), 'refused');
      equal(await steps.fill(1), 'refused');
      equal((await steps.found())?.kind, 'tombstone');
      equal(await steps.fill(2), 'stored');
    },
  },
  {
    promise: 'keep a newer value when the tombstone of an older one comes late',
    run: async (steps) => {
      await steps.fill(3);
      await steps.store.tombstone(steps.key, 'late', 2, TTL);
      equal((await steps.found())?.kind, 'value');
      await steps.store.tombstone(steps.key, 'late', 3, TTL);
      equal((await steps.found())?.kind, 'value');
    },
  },
  {
    promise: 'forget what is dropped, and everything that is flushed',
    run: async (steps) => {
      await steps.fill(1);
      await steps.store.drop(steps.key);
      equal(await steps.version(), undefined);
      await steps.fill(1);
      await steps.store.flush();
      equal(await steps.version(), undefined);
    },
  },
];

/** The promises of a store that processes share. */
export const storeContract: readonly ContractCase<StoreSubject>[] = CASES.map(({ promise, run }) => ({
  promise,
  run: (subject) => run(new Steps(subject)),
}));

/** Runs the contract of a store against an implementation. */
export function describeStore(title: string, subject: () => StoreSubject): void {
  describeContract(title, storeContract, subject);
}
