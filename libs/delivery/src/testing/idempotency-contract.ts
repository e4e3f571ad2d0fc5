import { toAppError } from '@tenfold/errors';
import { randomUUID } from 'node:crypto';
import { deepEqual, equal, ok } from 'node:assert/strict';
import { bodyHashOf } from '../idempotency/body-hash.js';
import { describeContract, type ContractCase } from '@tenfold/testing';

export interface KeyedRequest {
  readonly scope: string;
  readonly key: string;
  readonly body: unknown;
}

/** Somebody who makes one thing a key, and answers with it. */
export interface IdempotencySubject {
  /** @returns the bytes of the answer */
  perform(request: KeyedRequest): Promise<string>;
  /** As `perform`, and dies between the effect and the answer. The lease of the key is over at once. */
  performAndDie(request: KeyedRequest): Promise<void>;
  /** As `performAndDie`, with the lease still running. */
  performAndHang(request: KeyedRequest): Promise<void>;
  /** How often the effect of a key was had. */
  effects(key: string): Promise<number>;
  /** Changes what was made: what it looks like by now is not what was answered. */
  change(key: string): Promise<void>;
}

const request = (body: unknown = { quantity: 1 }): KeyedRequest => ({
  scope: 'caller POST /things',
  key: randomUUID(),
  body,
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'answered',
    (error: unknown) => toAppError(error).code,
  );
}

/** The promises of idempotency keys. */
export const idempotencyContract: readonly ContractCase<IdempotencySubject>[] = [
  {
    promise: 'have one effect and one answer of a request that is repeated',
    run: async (subject) => {
      const one = request();
      const first = await subject.perform(one);
      equal(await subject.perform({ ...one, body: { quantity: 1 } }), first);
      equal(await subject.effects(one.key), 1);
    },
  },
  {
    promise: 'have one effect of requests at the same time',
    run: async (subject) => {
      for (let round = 0; round < 5; round += 1) {
        const one = request();
        const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(subject.perform(one))));
        equal(await subject.effects(one.key), 1);
        ok(codes.includes('answered'));
        deepEqual(
          codes.filter((code) => code !== 'answered' && code !== 'idempotency_key_in_use'),
          [],
        );
      }
    },
  },
  {
    promise: 'refuse a key with another body, before and after the answer',
    run: async (subject) => {
      const one = request();
      await subject.performAndHang(one);
      const other = { ...one, body: { quantity: 2 } };
      equal(await codeOf(subject.perform(other)), 'idempotency_key_reused');
      const two = request();
      await subject.perform(two);
      equal(await codeOf(subject.perform({ ...two, body: { quantity: 2 } })), 'idempotency_key_reused');
      equal(bodyHashOf({ a: 1, b: 2 }), bodyHashOf({ b: 2, a: 1 }));
    },
  },
  {
    promise: 'answer with the same bytes, whatever has become of the thing',
    run: async (subject) => {
      const one = request();
      const first = await subject.perform(one);
      await subject.change(one.key);
      equal(await subject.perform(one), first);
    },
  },
  {
    promise: 'finish what a dead request has left, once and for all',
    run: async (subject) => {
      // Rounds: in the first one the pool may still open connections, and the requests then finish one after another.
      for (let round = 0; round < 5; round += 1) {
        const one = request();
        await subject.performAndDie(one);
        const answers = await Promise.all(Array.from({ length: 8 }, () => subject.perform(one)));
        equal(new Set(answers).size, 1);
        equal(await subject.effects(one.key), 1);
      }
    },
  },
  {
    promise: 'leave a running request its key',
    run: async (subject) => {
      const one = request();
      await subject.performAndHang(one);
      equal(await codeOf(subject.perform(one)), 'idempotency_key_in_use');
      equal(await subject.effects(one.key), 1);
    },
  },
];

/** Runs the contract of idempotency keys against an implementation. */
export function describeIdempotency(title: string, subject: () => IdempotencySubject): void {
  describeContract(title, idempotencyContract, subject);
}
