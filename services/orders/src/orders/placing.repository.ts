import { Injectable } from '@nestjs/common';
import { Months, Shards } from '@tenfold/database';
import { traceOfHeldEvents } from '@tenfold/delivery';
import type { KeyPlace } from '../idempotency/idempotency.repository.js';
import type { OrderRow } from './orders.repository.js';
import * as sql from './orders.statements.js';

/** How much of a line a return takes, and how much of it there was. */
export interface TakenLine {
  readonly lineNo: number;
  readonly ordered: number;
  readonly quantity: number;
}

export interface Placement {
  readonly place: KeyPlace;
  readonly bodyHash: string;
  readonly runningUntil: string;
  readonly outboxId: string;
  readonly actor: string;
  /** Of the first entry in the history. */
  readonly reason: string | null;
  readonly order: OrderRow;
  readonly taken: readonly TakenLine[];
  /** The event with the lines, as JSON text. */
  readonly event: string;
}

@Injectable()
export class PlacingRepository {
  constructor(
    private readonly shards: Shards,
    private readonly months: Months,
  ) {}

  /** @returns false when the key was known, and nothing was written */
  async place({ place, order, taken, ...rest }: Placement): Promise<boolean> {
    const shard = this.shards.forBucket(place.bucket);
    await this.months.ensure(shard, Date.parse(order.placedAt));
    const values = [
      place.bucket,
      place.scope,
      place.key,
      rest.bodyHash,
      rest.runningUntil,
      order.id,
      rest.outboxId,
      order.placedAt,
      order.number,
      order.kind,
      order.customerId,
      order.currency,
      order.country,
      order.itemCount,
      order.total,
      JSON.stringify(order.preview),
      order.source,
      JSON.stringify(order.metadata),
      order.returnOf,
      JSON.stringify(order.statusTimes),
      rest.actor,
      rest.event,
      rest.reason,
      traceOfHeldEvents(),
    ];
    if (taken.length === 0) return (await shard.query(sql.PLACE, values)).length > 0;
    const lines = [
      taken.map((line) => line.lineNo),
      taken.map((line) => line.ordered),
      taken.map((line) => line.quantity),
    ];
    return (await shard.query(sql.PLACE_RETURN, [...values, ...lines])).length > 0;
  }
}
