import type { Queryable } from '@tenfold/database';
import { z } from 'zod';
import type { Publisher } from '../src/index.js';
import type { NewEvent, Relay } from '../src/testing/index.js';
import { RealOutbox } from './outbox-subject.js';

interface Claimed {
  readonly bucket: number;
  readonly id: string;
  readonly payload: string;
  readonly publications: number;
}

const DUE = 'o.published_at IS NULL AND o.available_at <= now()';
const ORDERED = `NOT EXISTS (SELECT FROM @.outbox e WHERE e.bucket = o.bucket AND e.aggregate = o.aggregate
  AND e.sequence < o.sequence AND (e.published_at IS NULL OR e.until_confirmed))`;
const MARK = `UPDATE @.outbox SET published_at = now(), available_at = 'infinity', publications = publications + 1
  WHERE id = ANY($1)`;

/** A relay in the words of its author, who has not read the library's. */
export class NaiveOutbox extends RealOutbox {
  protected readonly claim: string = `${DUE} AND ${ORDERED}`;
  protected readonly done: string = MARK;
  protected readonly order: string = 'o.available_at, o.id';

  override relay(publisher: Publisher): Relay {
    const shard = this.scratch.relayShards.forBucket(0);
    return { once: () => shard.transaction((tx) => this.round(tx, publisher)) };
  }

  protected async round(tx: Queryable, publisher: Publisher): Promise<number> {
    const rows = await this.claimed(tx);
    for (const row of rows) await this.publish(row, publisher);
    await this.finish(tx, rows);
    return rows.length;
  }

  protected async claimed(tx: Queryable): Promise<Claimed[]> {
    const text = `SELECT o.bucket, o.id, o.payload::text AS payload, o.publications FROM @.outbox o
      WHERE ${this.claim} ORDER BY ${this.order} LIMIT 200 FOR UPDATE OF o SKIP LOCKED`;
    return tx.query<Claimed>(this.scratch.sql(text), []);
  }

  protected async publish({ id, payload, publications }: Claimed, publisher: Publisher): Promise<void> {
    const event = { subject: this.subject, payload: z.unknown() };
    await publisher.publish(event, payload, { id, attempt: publications, serialised: true });
  }

  protected async finish(tx: Queryable, rows: readonly Claimed[]): Promise<void> {
    await tx.query(this.scratch.sql(this.done), [rows.map(({ id }) => id)]);
  }
}

export class RowOutsideTheTransaction extends NaiveOutbox {
  override async write(event: NewEvent, fail = false): Promise<void> {
    await super.write({ ...event, payload: { ...event.payload } }).catch(() => undefined);
    if (!fail) return;
    await this.scratch.shard.query(this.scratch.sql('DELETE FROM @.effect WHERE id = $1'), [event.id]);
    throw new Error('the effect failed, its event is there');
  }
}

export class DoneBeforeTheAcknowledgement extends NaiveOutbox {
  override relay(publisher: Publisher): Relay {
    const shard = this.scratch.relayShards.forBucket(0);
    return {
      once: async () => {
        const rows = await shard.transaction(async (tx) => {
          const claimed = await this.claimed(tx);
          await this.finish(tx, claimed);
          return claimed;
        });
        for (const row of rows) await this.publish(row, publisher);
        return rows.length;
      },
    };
  }
}

export class IdsBeyondTheLast extends NaiveOutbox {
  override relay(publisher: Publisher): Relay {
    let last = '00000000-0000-0000-0000-000000000000';
    const shard = this.scratch.relayShards.forBucket(0);
    return {
      once: () =>
        shard.transaction(async (tx) => {
          const rows = (await this.claimed(tx)).filter(({ id }) => id > last);
          for (const row of rows) await this.publish(row, publisher);
          await this.finish(tx, rows);
          last = rows.at(-1)?.id ?? last;
          return rows.length;
        }),
    };
  }
}

export class NoOrder extends NaiveOutbox {
  protected override readonly claim = DUE;
}

/** Sorts what it claims, and knows nothing of what another relay has claimed. */
export class OrderWithinTheBatch extends NaiveOutbox {
  protected override readonly claim = DUE;
  protected override readonly order = 'o.aggregate, o.sequence';
}

export class DeletesWhatIsAcknowledged extends NaiveOutbox {
  protected override readonly done = 'DELETE FROM @.outbox WHERE id = ANY($1)';
}

export class ClaimsWithoutLock extends NaiveOutbox {
  protected override async claimed(tx: Queryable): Promise<Claimed[]> {
    const text = `SELECT o.bucket, o.id, o.payload::text AS payload, o.publications FROM @.outbox o
      WHERE ${this.claim} ORDER BY ${this.order} LIMIT 200`;
    return tx.query<Claimed>(this.scratch.sql(text), []);
  }

  /** Each publication is a message of its own: without a lock, nothing else keeps two relays apart. */
  protected override async publish(row: Claimed, publisher: Publisher): Promise<void> {
    const attempt = row.publications + Math.floor(Math.random() * 1e9);
    await super.publish({ ...row, publications: attempt }, publisher);
  }
}
