import { scatter, type OwnedShard, type Shards } from '@tenfold/database';
import { outboxStatements, type OutboxStatements } from './outbox.sql.js';
import { wakeRelays } from './waking.js';

/** Rows of one schema on all shards; above the limit of a count, that limit. */
export interface Backlog {
  /** Not acknowledged by JetStream yet. */
  readonly unpublished: number;
  /** Acknowledged, and their effect not known yet. */
  readonly unconfirmed: number;
  /** Done with, and kept for a while for `republish`. */
  readonly kept: number;
}

/** Rows of one shard that wait for the relay. */
export interface DueRows {
  /** At most 10,000 are counted. */
  readonly rows: number;
  /** Of the oldest; 0 where there is none. */
  readonly ageSeconds: number;
}

/** The same, as the statement `due` answers it. */
export interface DueAnswer extends DueRows {
  /** Until the next one is due; null where none will be. */
  readonly nextMs: number | null;
}

export const DUE_COUNTED = 10_000;

/** Rows that a backlog counts on one shard: beyond that it is long, and nobody needs to know how long. */
const COUNTED = 100_000;

/** What becomes of outbox rows after their publication: sent again, confirmed by their writer, forgotten. */
export class Outbox {
  private readonly sql: OutboxStatements;

  constructor(
    readonly schema: string,
    private readonly shards: Shards,
  ) {
    this.sql = outboxStatements(schema);
  }

  /**
   * Hands the relay what was published at least `afterMs` ago and is still not confirmed: JetStream may have lost it. Each time
   * waits twice as long as the one before, up to a day.
   * @returns how many, at most `limit` a shard
   */
  async resend(afterMs: number, limit: number): Promise<number> {
    const again = await this.count((shard, own) =>
      shard.query(this.sql.resend, [afterMs / 1_000, limit, own]),
    );
    if (again > 0) wakeRelays();
    return again;
  }

  /**
   * Hands the relay everything that is still kept and was published before now, whatever is known of it: for a stream that is
   * lost. The inbox makes it harmless.
   * @returns how many
   */
  async republish(subject: string | null = null, batch = 1_000): Promise<number> {
    const before = new Date().toISOString();
    let total = 0;
    for (;;) {
      const some = await this.count((shard, own) =>
        shard.query(this.sql.republish, [before, subject, batch, own]),
      );
      total += some;
      if (some === 0) return total;
    }
  }

  /** Forgets rows that wait for nobody and were published before `time`. @returns how many, at most `limit` a shard */
  async sweep(time: string, limit: number): Promise<number> {
    return this.count((shard, own) => shard.query(this.sql.sweep, [time, limit, own]));
  }

  /** What is due on one shard, or was due and has been put off. */
  async due({ shard, own }: OwnedShard): Promise<DueRows> {
    const [due] = await shard.query<DueAnswer>(this.sql.due, [DUE_COUNTED, own]);
    return { rows: due?.rows ?? 0, ageSeconds: Math.max(0, due?.ageSeconds ?? 0) };
  }

  async backlog(): Promise<Backlog> {
    const rows = (
      await scatter(this.shards, (shard, own) => shard.query<Backlog>(this.sql.backlog, [COUNTED, own]))
    ).flat();
    const sum = (key: keyof Backlog): number => rows.reduce((total, row) => total + row[key], 0);
    return { unpublished: sum('unpublished'), unconfirmed: sum('unconfirmed'), kept: sum('kept') };
  }

  private async count(ask: Parameters<typeof scatter<object>>[1]): Promise<number> {
    return (await scatter(this.shards, ask)).flat().length;
  }
}
