import { defineEvent } from '@tenfold/contracts';
import { statement, type OwnedShard } from '@tenfold/database';
import { Messaging, streamOf } from '@tenfold/messaging';
import { testStores } from '@tenfold/testing';
import { z } from 'zod';
import {
  insertEvents,
  Outbox,
  OutboxRelay,
  traceOfEvents,
  type DueRows,
  type EventsTogether,
  type Publisher,
} from '../src/index.js';
import type { NewEvent, OutboxSubject, Relay } from '../src/testing/index.js';
import { Scratch } from './scratch.js';

const LIMIT = 1_000;

/** The library as a service uses it, on real Postgres and real NATS. */
export class RealOutbox implements OutboxSubject {
  private readonly outbox: Outbox;

  constructor(
    readonly scratch: Scratch,
    readonly messaging: Messaging,
    readonly subject: string,
  ) {
    this.outbox = new Outbox(scratch.schema, scratch.shards);
  }

  static async create(schema: string): Promise<RealOutbox> {
    const scratch = await Scratch.create(schema);
    const messaging = new Messaging({ url: testStores().natsUrl, name: schema, logger: scratch.log });
    await messaging.connect();
    const { subject } = defineEvent({
      subject: `${schema.replaceAll('_', '-')}.thing.made.v1`,
      payload: z.object({}),
    });
    await messaging.ensureStream(subject);
    return new RealOutbox(scratch, messaging, subject);
  }

  get publisher(): Publisher {
    return this.messaging;
  }

  async write(event: NewEvent, fail = false): Promise<void> {
    await this.scratch.shard.query(this.writing(event), this.values(event, fail));
  }

  async writeLater(event: NewEvent): Promise<() => Promise<void>> {
    let commit: () => void = () => undefined;
    const told = new Promise<void>((resolve) => (commit = resolve));
    let isWritten: () => void = () => undefined;
    const written = new Promise<void>((resolve) => (isWritten = resolve));
    const done = this.scratch.shard.transaction(async (tx) => {
      await tx.query(this.writing(event), this.values(event, false));
      isWritten();
      await told;
    });
    await written;
    return () => {
      commit();
      return done;
    };
  }

  async effects(): Promise<readonly string[]> {
    const rows = await this.scratch.shard.query<{ id: string }>(
      this.scratch.sql('SELECT id FROM @.effect'),
      [],
    );
    return rows.map(({ id }) => id);
  }

  async confirm(id: string): Promise<void> {
    await this.scratch.shard.query(this.scratch.sql('DELETE FROM @.outbox WHERE id = $1'), [id]);
  }

  relay(publisher: Publisher, together?: ReadonlyMap<string, EventsTogether>): Relay {
    const { relay, owned } = this.counted(publisher, together);
    return { once: () => relay.relayOnce(owned) };
  }

  /** The relay itself, with the one shard that there is. */
  counted(
    publisher: Publisher,
    together?: ReadonlyMap<string, EventsTogether>,
  ): { readonly relay: OutboxRelay; readonly owned: OwnedShard } {
    const { schema, relayShards, log } = this.scratch;
    const relay = new OutboxRelay(schema, relayShards, publisher, log, together);
    return { relay, owned: { shard: relayShards.forBucket(0), own: '{[0,4096)}' } };
  }

  waiting(): Promise<DueRows> {
    return this.outbox.due({ shard: this.scratch.shards.forBucket(0), own: '{[0,4096)}' });
  }

  resend(): Promise<number> {
    return this.outbox.resend(0, LIMIT);
  }

  republish(): Promise<number> {
    return this.outbox.republish();
  }

  async stream(): Promise<readonly string[]> {
    const manager = await this.messaging.manager();
    const name = streamOf(this.subject);
    const { state } = await manager.streams.info(name);
    const ids: string[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      ids.push((await manager.streams.getMessage(name, { seq }))?.header.get('X-Event-Id') ?? '');
    }
    return ids;
  }

  /** What the messages of a stream say. */
  async payloads(subject = this.subject): Promise<readonly unknown[]> {
    const manager = await this.messaging.manager();
    const name = streamOf(subject);
    const { state } = await manager.streams.info(name);
    const payloads: unknown[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1)
      payloads.push((await manager.streams.getMessage(name, { seq }))?.json());
    return payloads;
  }

  async loseStream(): Promise<void> {
    await (await this.messaging.manager()).streams.purge(streamOf(this.subject));
  }

  async unpublished(): Promise<number> {
    const text = 'SELECT 1 FROM @.outbox WHERE published_at IS NULL';
    return (await this.scratch.shard.query(this.scratch.sql(text), [])).length;
  }

  /** Lets the time pass that a refused event waits. */
  async due(): Promise<void> {
    const text = 'UPDATE @.outbox SET available_at = now() WHERE published_at IS NULL';
    await this.scratch.shard.query(this.scratch.sql(text), []);
  }

  async killRelays(): Promise<void> {
    const kill = statement(
      'test.kill',
      // Those at work: the connection that watches the server is nobody's relay.
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = $1 AND state = 'idle in transaction'`,
    );
    await this.scratch.shard.query(kill, [`${this.scratch.schema}-relay`]);
  }

  async clear(): Promise<void> {
    for (const table of ['effect', 'outbox'])
      await this.scratch.shard.query(this.scratch.sql(`DELETE FROM @.${table}`), []);
    await this.loseStream();
  }

  async close(): Promise<void> {
    await (await this.messaging.manager()).streams.delete(streamOf(this.subject));
    await this.messaging.close();
    await this.scratch.close();
  }

  protected values(event: NewEvent, fail: boolean): unknown[] {
    const { bucket, id, payload, aggregate = null, sequence = null } = event;
    return [bucket, id, JSON.stringify(payload), aggregate, sequence, fail, traceOfEvents()];
  }

  private writing({ untilConfirmed = false }: NewEvent): ReturnType<Scratch['sql']> {
    return this.scratch.sql(`WITH e AS (
  INSERT INTO @.effect (bucket, id, fails) VALUES ($1, $2, $6) RETURNING bucket, id
)
${insertEvents(this.scratch.schema, {
  from: 'e',
  id: 'id',
  subject: `'${this.subject}'`,
  payload: '$3::jsonb',
  order: { aggregate: '$4::uuid', sequence: '$5::integer' },
  untilConfirmed,
  traceContext: '$7::jsonb',
})}`);
  }
}
