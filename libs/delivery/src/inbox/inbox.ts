import { scatter, type Shards } from '@tenfold/database';
import { inboxStatements, type InboxStatements } from './inbox.sql.js';

export interface Received {
  readonly bucket: number;
  readonly consumer: string;
  readonly messageId: string;
}

/** The inbox beside the effects: what was received, and forgetting it. */
export class Inbox {
  private readonly sql: InboxStatements;

  constructor(
    schema: string,
    private readonly shards: Shards,
  ) {
    this.sql = inboxStatements(schema);
  }

  /** @returns those of `asked` whose effect is there */
  async known(asked: readonly Received[]): Promise<Received[]> {
    const lists = await this.shards.group(
      asked,
      ({ bucket }) => bucket,
      (shard, group) =>
        shard.query<Received>(this.sql.known, [
          group.map(({ bucket }) => bucket),
          group.map(({ consumer }) => consumer),
          group.map(({ messageId }) => messageId),
        ]),
    );
    return lists.flat();
  }

  /** Forgets messages that came before `time`, a bounded number on each shard. */
  async sweep(time: string, limit: number): Promise<number> {
    const lists = await scatter(this.shards, (shard, own) => shard.query(this.sql.sweep, [time, limit, own]));
    return lists.flat().length;
  }
}
