import { Injectable } from '@nestjs/common';
import { columnsOf, GatheredWrites, Months, Shards, type Gathering } from '@tenfold/database';
import { traceOfEvents } from '@tenfold/delivery';
import type { KeyPlace } from '../idempotency/idempotency.repository.js';
import type { OrderRow } from './orders.repository.js';
import * as sql from './placing.statements.js';

/** How much of a line a return takes, and how much of it there was. Amounts are in minor units, without a sign. */
export interface TakenLine {
  readonly lineNo: number;
  readonly ordered: number;
  readonly quantity: number;
  readonly amount: number;
  /** What the row of the line said when the amount was decided on; `kept` is null where it had no amount. */
  readonly before: { readonly quantity: number; readonly kept: number | null };
  /** What all that has come back comes to with this. */
  readonly amountAfter: number;
}

export interface Placement {
  readonly place: KeyPlace;
  readonly bodyHash: string;
  readonly outboxId: string;
  readonly actor: string;
  /** Of the first entry in the history. */
  readonly reason: string | null;
  readonly order: OrderRow;
  /** What every repeat of the request gets. */
  readonly etag: string;
  readonly response: string;
  /** False for a return, which counts from its approval; null for what counts at once. */
  readonly approved: false | null;
  /** When the order must have been written, by the clock of its server; null when its lines do not wait for it. */
  readonly until: string | null;
  readonly taken: readonly TakenLine[];
  /** The event with the lines, as JSON text; null when order-items has them. */
  readonly lines: string | null;
}

interface PlacedRow {
  readonly id: string;
}

const PLACING: Gathering<Placement, PlacedRow> = {
  one: sql.PLACE,
  many: sql.PLACE_MANY,
  valuesOfOne: valuesOf,
  valuesOfMany: (placements) => columnsOf(placements.map(valuesOf)),
  bucketOf: ({ place }) => place.bucket,
  keyOf: ({ order }) => order.id,
  keyOfRow: ({ id }) => id,
};

@Injectable()
export class PlacingRepository {
  private readonly placing: GatheredWrites<Placement, PlacedRow>;

  constructor(
    private readonly shards: Shards,
    private readonly months: Months,
  ) {
    this.placing = new GatheredWrites(shards, PLACING);
  }

  /** @returns false when the key was known, and nothing was written */
  async place(placement: Placement): Promise<boolean> {
    const { place, order, taken, lines } = placement;
    const shard = this.shards.forBucket(place.bucket);
    await this.months.ensure(shard, Date.parse(order.placedAt));
    if (taken.length === 0 && lines === null) return (await this.placing.write(placement)) !== undefined;
    const values = [...valuesOf(placement), lines, lines === null ? null : traceOfEvents()];
    if (taken.length === 0) return (await shard.query(sql.PLACE_PENDING, values)).length > 0;
    const columns = columnsOf(
      taken.map(({ lineNo, ordered, quantity, amount, before, amountAfter }) => {
        return [lineNo, ordered, quantity, amount, before.quantity, before.kept, amountAfter];
      }),
    );
    return (await shard.query(sql.PLACE_RETURN, [...values, ...columns])).length > 0;
  }
}

/** In the order of the cells that the statements name. */
function valuesOf({ place, order, ...rest }: Placement): unknown[] {
  return [
    place.bucket,
    place.scope,
    place.key,
    rest.bodyHash,
    order.id,
    rest.outboxId,
    order.placedAt,
    rest.etag,
    rest.response,
    order.number,
    order.kind,
    order.customerId,
    order.itemsState,
    order.version,
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
    rest.reason,
    rest.until,
    rest.approved,
  ];
}
