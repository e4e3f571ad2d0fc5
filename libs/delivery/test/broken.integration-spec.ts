import { statement } from '@tenfold/database';
import { brokenPromises } from '@tenfold/testing';
import { bodyHashOf, judgeKey } from '../src/index.js';
import {
  idempotencyContract,
  inboxContract,
  outboxContract,
  type KeyedRequest,
  type Message,
} from '../src/testing/index.js';
import {
  ClaimsWithoutLock,
  DeletesWhatIsAcknowledged,
  DoneBeforeTheAcknowledgement,
  IdsBeyondTheLast,
  NaiveOutbox,
  NoOrder,
  OrderWithinTheBatch,
  RowOutsideTheTransaction,
} from './broken-outboxes.js';
import { RealKeys, type Row } from './idempotency-subject.js';
import { addUp, DELTA, RealInbox } from './inbox-subject.js';
import { RealOutbox } from './outbox-subject.js';

/** A broken one may take long to be found out. */
const PATIENCE_MS = 120_000;
const HOUR_MS = 60 * 60 * 1_000;

class NoInbox extends RealInbox {
  override async take(messages: readonly Message[], _consumer?: string, fail = false): Promise<void> {
    await this.scratch.shard.query(
      this.scratch.sql(`WITH ${DELTA} ${addUp('delta')}`),
      this.values(messages, fail),
    );
  }
}

const SEEN = 'SELECT message_id AS id FROM @.inbox WHERE consumer = $1 AND message_id = ANY($2)';
const WRITE = `INSERT INTO @.inbox (bucket, consumer, message_id)
  SELECT bucket, $3, message_id FROM unnest($1::smallint[], $2::text[]) AS m(bucket, message_id) ON CONFLICT DO NOTHING`;

/** In one transaction, and still: between the look and the row another one looks. */
class InboxLookedAtFirst extends RealInbox {
  override async take(messages: readonly Message[], consumer = 'sums', fail = false): Promise<void> {
    await this.scratch.shard.transaction(async (tx) => {
      const seen = await tx.query<{ id: string }>(this.scratch.sql(SEEN), [
        consumer,
        messages.map(({ id }) => id),
      ]);
      const fresh = messages.filter(({ id }) => !seen.some((one) => one.id === id));
      if (fresh.length === 0) return;
      await tx.query(this.scratch.sql(`WITH ${DELTA} ${addUp('delta')}`), this.values(fresh, fail));
      await tx.query(this.scratch.sql(WRITE), [...this.values(fresh, fail).slice(0, 2), consumer]);
    });
  }
}

class InboxOutsideTheTransaction extends RealInbox {
  override async take(messages: readonly Message[], consumer = 'sums', fail = false): Promise<void> {
    const text = `${WRITE} RETURNING message_id AS id`;
    const rows = await this.scratch.shard.query<{ id: string }>(this.scratch.sql(text), [
      ...this.values(messages, fail).slice(0, 2),
      consumer,
    ]);
    const fresh = messages.filter(({ id }) => rows.some((row) => row.id === id));
    if (fresh.length === 0) return;
    await this.scratch.shard.query(
      this.scratch.sql(`WITH ${DELTA} ${addUp('delta')}`),
      this.values(fresh, fail),
    );
  }
}

class OneInboxForAllConsumers extends RealInbox {
  override take(messages: readonly Message[], _consumer?: string, fail = false): Promise<void> {
    return super.take(messages, 'everybody', fail);
  }
}

class WholeBatchOrNothing extends RealInbox {
  override async take(messages: readonly Message[], consumer = 'sums', fail = false): Promise<void> {
    const id = messages.map((message) => message.id).toSorted()[0] ?? '';
    await super.take(
      messages.map((message) => ({ ...message, id })),
      consumer,
      fail,
    );
  }
}

/** The key is looked for, then the thing is made, then the key is kept. */
class KeyLookedAtFirst extends RealKeys {
  protected override async begin(request: KeyedRequest, id: string, untilMs: number): Promise<boolean> {
    if ((await this.find(request)) !== undefined) return false;
    const thing = 'INSERT INTO @.thing (bucket, id, key, version) VALUES (7, $1, $2, 1)';
    await this.scratch.shard.query(this.scratch.sql(thing), [id, request.key]);
    const key = `INSERT INTO @.idempotency (bucket, scope, key, body_hash, state, running_until, thing_id, created_at)
      VALUES (7, $1, $2, $3, 'running', $4, $5, now()) ON CONFLICT DO NOTHING`;
    const until = new Date(untilMs).toISOString();
    const values = [request.scope, request.key, bodyHashOf(request.body), until, id];
    await this.scratch.shard.query(this.scratch.sql(key), values);
    return true;
  }
}

class KeyWithoutBodyHash extends RealKeys {
  protected override judge(row: Row): string | undefined {
    return judgeKey(row, row.bodyHash, Date.now())?.response;
  }
}

class AnswerBuiltAnew extends RealKeys {
  override async perform(request: KeyedRequest): Promise<string> {
    await super.perform(request);
    const row = await this.find(request);
    return this.answer(row?.thingId ?? '');
  }

  /** Alike as long as the thing is. */
  protected override async answer(id: string): Promise<string> {
    const text = statement(
      'test.version',
      `SELECT version FROM ${this.scratch.schema}.thing WHERE bucket = 7 AND id = $1`,
    );
    return JSON.stringify(await this.scratch.shard.query(text, [id]));
  }
}

class KeyWithoutLease extends RealKeys {
  protected override judge(row: Row, { body }: KeyedRequest): string | undefined {
    return judgeKey({ ...row, runningUntil: '1970-01-01T00:00:00Z' }, bodyHashOf(body), Date.now())?.response;
  }
}

class NobodyFinishes extends RealKeys {
  protected override judge(row: Row, { body }: KeyedRequest): string | undefined {
    return judgeKey(
      { ...row, runningUntil: new Date(Date.now() + HOUR_MS).toISOString() },
      bodyHashOf(body),
      Date.now(),
    )?.response;
  }
}

class LastAnswerCounts extends RealKeys {
  protected override async settle({ scope, key }: KeyedRequest, id: string): Promise<string> {
    const answer = await this.answer(id);
    const text = `UPDATE @.idempotency SET state = 'done', status = 201, etag = 'etag', response = $3
      WHERE bucket = 7 AND scope = $1 AND key = $2`;
    await this.scratch.shard.query(this.scratch.sql(text), [scope, key, answer]);
    return answer;
  }
}

function named<T extends { readonly name: string }>(cases: readonly [T, string[]][]) {
  return cases.map(([Broken, promises]) => ({ name: Broken.name, Broken, promises }));
}

/** Real: Postgres and NATS of the test run. What is wrong on purpose must be found, by the name of what it breaks. */
describe('the contracts of delivery', () => {
  let outbox: RealOutbox;

  beforeAll(async () => {
    outbox = await RealOutbox.create('delivery_broken');
  });
  afterAll(() => outbox?.close());

  const like = <T>(Broken: new (...args: ConstructorParameters<typeof RealOutbox>) => T): T =>
    new Broken(outbox.scratch, outbox.messaging, outbox.subject);

  it(
    'should find nothing wrong with a relay that is merely slow',
    async () => {
      expect(await brokenPromises(outboxContract, like(NaiveOutbox))).toEqual([]);
    },
    PATIENCE_MS,
  );

  it.each(
    named<typeof NaiveOutbox>([
      [RowOutsideTheTransaction, ['write no event without its effect']],
      [
        DoneBeforeTheAcknowledgement,
        [
          'keep an event that the stream has not acknowledged',
          'publish again what it was killed over, as the same message',
          'hold back later events while another relay has the earlier one in hand',
        ],
      ],
      [IdsBeyondTheLast, ['publish what commits late, though its id is the older one']],
      [
        NoOrder,
        [
          'publish the events of an aggregate one after another',
          'hold back later events until the earlier one is confirmed, where it is to be',
        ],
      ],
      [
        OrderWithinTheBatch,
        [
          'hold back later events while another relay has the earlier one in hand',
          'hold back later events until the earlier one is confirmed, where it is to be',
        ],
      ],
      [
        DeletesWhatIsAcknowledged,
        [
          'hold back later events until the earlier one is confirmed, where it is to be',
          'publish an unconfirmed event again when the stream is lost, and a confirmed one not',
          'bring back everything that is kept by one command',
        ],
      ],
      [ClaimsWithoutLock, ['publish the event of every effect once']],
    ]),
  )(
    'should refuse the outbox $name',
    async ({ Broken, promises }) => {
      expect(await brokenPromises(outboxContract, like(Broken))).toEqual(expect.arrayContaining(promises));
    },
    PATIENCE_MS,
  );

  it.each(
    named<typeof RealInbox>([
      [NoInbox, ['have one effect of a message that comes again']],
      [InboxLookedAtFirst, ['have one effect of a message that comes to many at once']],
      [InboxOutsideTheTransaction, ['take a message again whose effect has failed']],
      [OneInboxForAllConsumers, ['have the effect for each consumer']],
      [WholeBatchOrNothing, ['take what is new in a batch with what is known']],
    ]),
  )(
    'should refuse the inbox $name',
    async ({ Broken, promises }) => {
      const broken = await brokenPromises(inboxContract, new Broken(outbox.scratch));
      expect(broken).toEqual(expect.arrayContaining(promises));
    },
    PATIENCE_MS,
  );

  it.each(
    named<typeof RealKeys>([
      [KeyLookedAtFirst, ['have one effect of requests at the same time']],
      [KeyWithoutBodyHash, ['refuse a key with another body, before and after the answer']],
      [AnswerBuiltAnew, ['answer with the same bytes, whatever has become of the thing']],
      [KeyWithoutLease, ['leave a running request its key']],
      [NobodyFinishes, ['finish what a dead request has left, once and for all']],
      [LastAnswerCounts, ['finish what a dead request has left, once and for all']],
    ]),
  )(
    'should refuse the keys $name',
    async ({ Broken, promises }) => {
      const broken = await brokenPromises(idempotencyContract, new Broken(outbox.scratch));
      expect(broken).toEqual(expect.arrayContaining(promises));
    },
    PATIENCE_MS,
  );
});
