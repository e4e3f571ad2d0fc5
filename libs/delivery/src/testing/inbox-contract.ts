import { newId } from '@tenfold/ids';
import { equal, rejects } from 'node:assert/strict';
import { describeContract, type ContractCase } from '@tenfold/testing';

export interface Message {
  readonly id: string;
  readonly bucket: number;
  /** What the effect adds to the sum of `product`. */
  readonly product: string;
  readonly amount: number;
}

/** A consumer that adds up, and its inbox. */
export interface InboxSubject {
  /** Takes a batch in. @param fail the effect breaks a constraint of the database */
  take(messages: readonly Message[], consumer?: string, fail?: boolean): Promise<void>;
  sum(bucket: number, product: string): Promise<number>;
}

const message = (product: string, amount: number, bucket = 7): Message => ({
  id: newId(bucket),
  bucket,
  product,
  amount,
});
let products = 0;
const product = (): string => `product-${process.pid}-${Date.now()}-${(products += 1)}`;

/** The promises of an inbox. */
export const inboxContract: readonly ContractCase<InboxSubject>[] = [
  {
    promise: 'have one effect of a message that comes again',
    run: async (subject) => {
      const one = message(product(), 5);
      for (let n = 0; n < 3; n += 1) await subject.take([one]);
      equal(await subject.sum(one.bucket, one.product), 5);
    },
  },
  {
    promise: 'have one effect of a message that comes to many at once',
    run: async (subject) => {
      for (let round = 0; round < 5; round += 1) {
        const one = message(product(), 5);
        await Promise.all(Array.from({ length: 8 }, () => subject.take([one])));
        equal(await subject.sum(one.bucket, one.product), 5);
      }
    },
  },
  {
    promise: 'take a message again whose effect has failed',
    run: async (subject) => {
      const one = message(product(), 5);
      await rejects(subject.take([one], undefined, true));
      equal(await subject.sum(one.bucket, one.product), 0);
      await subject.take([one]);
      equal(await subject.sum(one.bucket, one.product), 5);
    },
  },
  {
    promise: 'have the effect for each consumer',
    run: async (subject) => {
      const one = message(product(), 5);
      await subject.take([one], 'first');
      await subject.take([one], 'second');
      equal(await subject.sum(one.bucket, one.product), 10);
    },
  },
  {
    promise: 'take what is new in a batch with what is known',
    run: async (subject) => {
      const name = product();
      const [known, fresh] = [message(name, 5), message(name, 7)];
      await subject.take([known]);
      await Promise.all([subject.take([known, fresh]), subject.take([fresh, known])]);
      equal(await subject.sum(known.bucket, name), 12);
    },
  },
];

/** Runs the contract of an inbox against an implementation. */
export function describeInbox(title: string, subject: () => InboxSubject): void {
  describeContract(title, inboxContract, subject);
}
