import { newId } from '@tenfold/ids';
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import type { Publisher } from '../outbox/publisher.js';
import { describeContract, type ContractCase } from '@tenfold/testing';

export interface NewEvent {
  readonly bucket: number;
  readonly id: string;
  readonly payload: object;
  readonly aggregate?: string;
  readonly sequence?: number;
  readonly untilConfirmed?: boolean;
}

/** Whoever relays: one round each time it is asked. */
export interface Relay {
  once(): Promise<number>;
}

/** An outbox with a table of effects beside it, on one shard, and a stream that its events go to. */
export interface OutboxSubject {
  /** Writes an effect and its event. @param fail the effect breaks a constraint of the database */
  write(event: NewEvent, fail?: boolean): Promise<void>;
  /** Writes an event in a transaction that stays open until the answer is called. */
  writeLater(event: NewEvent): Promise<() => Promise<void>>;
  effects(): Promise<readonly string[]>;
  /** Takes the row away: its effect is known. */
  confirm(id: string): Promise<void>;
  relay(publisher: Publisher): Relay;
  /** Hands the relay again what is published and not confirmed. */
  resend(): Promise<number>;
  /** Hands the relay again all that is kept. */
  republish(): Promise<number>;
  /** The real one, to the stream of this subject. */
  readonly publisher: Publisher;
  /** Ids of the messages that the stream holds, in its order, and how often each. */
  stream(): Promise<readonly string[]>;
  /** Takes all messages out of the stream. */
  loseStream(): Promise<void>;
  /** Ends the database connections of the relays, as their death would. */
  killRelays(): Promise<void>;
  clear(): Promise<void>;
}

const BUCKET = 7;
const event = (over: Partial<NewEvent> = {}): NewEvent => ({
  bucket: BUCKET,
  id: newId(BUCKET),
  payload: {},
  ...over,
});

/** Relays until nothing moves any more. A round may find a dead connection, and the next one a living one. */
async function drain(relay: Relay, rounds = 50): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    if ((await relay.once().catch(() => undefined)) === 0) return;
  }
}

const dies = (): Promise<never> => Promise.reject(new Error('the relay died'));

/** A publisher that does something around the real one. */
function around(subject: OutboxSubject, publish: Publisher['publish']): Publisher {
  return { connected: subject.publisher.connected, publish };
}

const CASES: ContractCase<OutboxSubject>[] = [
  {
    promise: 'write no event without its effect',
    run: async (subject) => {
      const failing = event();
      await rejects(subject.write(failing, true));
      await drain(subject.relay(subject.publisher));
      deepEqual(await subject.effects(), []);
      deepEqual(await subject.stream(), []);
    },
  },
  {
    promise: 'publish the event of every effect once',
    run: async (subject) => {
      const events = Array.from({ length: 20 }, () => event());
      for (const one of events) await subject.write(one);
      const relays = [1, 2, 3].map(() => subject.relay(subject.publisher));
      await Promise.all(relays.map((relay) => drain(relay)));
      deepEqual((await subject.effects()).toSorted(), events.map(({ id }) => id).toSorted());
      deepEqual((await subject.stream()).toSorted(), events.map(({ id }) => id).toSorted());
    },
  },
  {
    promise: 'keep an event that the stream has not acknowledged',
    run: async (subject) => {
      const one = event();
      await subject.write(one);
      await subject
        .relay(around(subject, dies))
        .once()
        .catch(() => undefined);
      deepEqual(await subject.stream(), []);
      await eventually(subject, [one.id]);
    },
  },
  {
    promise: 'publish again what it was killed over, as the same message',
    run: async (subject) => {
      const one = event();
      await subject.write(one);
      const killed = around(subject, async (...args) => {
        await subject.publisher.publish(...args);
        await subject.killRelays();
      });
      await subject
        .relay(killed)
        .once()
        .catch(() => undefined);
      let again = 0;
      const counting = around(subject, (...args) => {
        again += 1;
        return subject.publisher.publish(...args);
      });
      await drain(subject.relay(counting));
      equal(again, 1);
      deepEqual(await subject.stream(), [one.id]);
    },
  },
  {
    promise: 'publish what commits late, though its id is the older one',
    run: async (subject) => {
      const [older, newer] = [event({ id: newId(BUCKET, Date.now() - 1_000) }), event()];
      const commit = await subject.writeLater(older);
      await subject.write(newer);
      const relay = subject.relay(subject.publisher);
      await drain(relay).finally(commit);
      await drain(relay);
      deepEqual(await subject.stream(), [newer.id, older.id]);
    },
  },
  {
    promise: 'publish the events of an aggregate one after another',
    run: async (subject) => {
      const aggregate = newId(BUCKET);
      // Written in a batch the other way round: neither ids nor times may decide.
      const events = [3, 2, 1].map((sequence) => event({ aggregate, sequence }));
      for (const one of events) await subject.write(one);
      await drain(subject.relay(subject.publisher));
      deepEqual(
        await subject.stream(),
        events.toReversed().map(({ id }) => id),
      );
    },
  },
  {
    promise: 'hold back later events while another relay has the earlier one in hand',
    run: async (subject) => {
      const aggregate = newId(BUCKET);
      const [first, second] = [1, 2].map((sequence) => event({ aggregate, sequence }));
      ok(first && second);
      await subject.write(first);
      let inHand: () => void = () => undefined;
      let goOn: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (inHand = resolve));
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      const slow = subject.relay(
        around(subject, async (...args) => {
          inHand();
          await gate;
          await subject.publisher.publish(...args);
        }),
      );
      const round = slow.once();
      // A relay that fails has nothing in hand.
      await Promise.race([held, round]);
      await subject.write(second);
      const passed = await subject.relay(subject.publisher).once();
      goOn();
      await round;
      equal(passed, 0);
      await drain(subject.relay(subject.publisher));
      deepEqual(await subject.stream(), [first.id, second.id]);
    },
  },
  {
    promise: 'hold back later events until the earlier one is confirmed, where it is to be',
    run: async (subject) => {
      const aggregate = newId(BUCKET);
      const first = event({ aggregate, sequence: 1, untilConfirmed: true });
      const second = event({ aggregate, sequence: 4 });
      await subject.write(first);
      await subject.write(second);
      const relay = subject.relay(subject.publisher);
      await drain(relay);
      deepEqual(await subject.stream(), [first.id]);
      await subject.confirm(first.id);
      await drain(relay);
      deepEqual(await subject.stream(), [first.id, second.id]);
    },
  },
  {
    promise: 'publish an unconfirmed event again when the stream is lost, and a confirmed one not',
    run: async (subject) => {
      const [lost, known] = [event({ untilConfirmed: true }), event({ untilConfirmed: true })];
      const relay = subject.relay(subject.publisher);
      await subject.write(lost);
      await subject.write(known);
      await drain(relay);
      await subject.confirm(known.id);
      await subject.loseStream();
      equal(await subject.resend(), 1);
      await drain(relay);
      deepEqual(await subject.stream(), [lost.id]);
    },
  },
  {
    promise: 'bring back everything that is kept by one command',
    run: async (subject) => {
      const events = [event(), event({ untilConfirmed: true }), event()];
      const relay = subject.relay(subject.publisher);
      for (const one of events) await subject.write(one);
      await drain(relay);
      await subject.loseStream();
      equal(await subject.republish(), events.length);
      await drain(relay);
      deepEqual((await subject.stream()).toSorted(), events.map(({ id }) => id).toSorted());
    },
  },
];

/** The promises of an outbox, each with a case that begins with an empty outbox and an empty stream. */
export const outboxContract: readonly ContractCase<OutboxSubject>[] = CASES.map(({ promise, run }) => ({
  promise,
  run: async (subject) => {
    await subject.clear();
    await run(subject);
  },
}));

/** Runs the contract of an outbox against an implementation. */
export function describeOutbox(title: string, subject: () => OutboxSubject): void {
  describeContract(title, outboxContract, subject);
}

/** What was deferred after a failure becomes due by itself; the stream decides, not the clock of this test. */
async function eventually(subject: OutboxSubject, ids: readonly string[]): Promise<void> {
  const relay = subject.relay(subject.publisher);
  for (let round = 0; round < 400; round += 1) {
    await relay.once();
    if ((await subject.stream()).length >= ids.length) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  deepEqual(await subject.stream(), ids);
}
