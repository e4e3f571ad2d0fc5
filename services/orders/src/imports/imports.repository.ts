import { Injectable } from '@nestjs/common';
import { traceOfEvents } from '@tenfold/delivery';
import { isOutOfRange, Months, Shards, type ShardAccess } from '@tenfold/database';
import { customerTotalOutOfRange } from '../orders/orders.errors.js';
import type { ImportDraft } from './import.composition.js';
import * as sql from './imports.statements.js';

export interface KnownRow {
  readonly reference: string;
  readonly orderId: string;
}

@Injectable()
export class ImportsRepository {
  constructor(
    private readonly shards: Shards,
    private readonly months: Months,
  ) {}

  perShard<R>(
    drafts: readonly ImportDraft[],
    work: (shard: ShardAccess, group: ImportDraft[]) => Promise<R>,
  ): Promise<R[]> {
    return this.shards.group(drafts, (draft) => draft.order.bucket, work);
  }

  /**
   * All drafts must be of this shard.
   * @returns the ids of those that were not there yet
   * @throws validation_failed, and stores none, when a customer's total would pass 64 bits
   */
  async store(
    shard: ShardAccess,
    source: string,
    actor: string,
    availableAt: string,
    drafts: readonly ImportDraft[],
  ): Promise<string[]> {
    const orders = drafts.map((draft) => draft.order);
    const values = [
      orders.map((order) => order.bucket),
      orders.map((order) => order.id),
      orders.map((order) => order.number),
      orders.map((order) => order.kind),
      orders.map((order) => order.customerId),
      orders.map((order) => order.currency),
      orders.map((order) => order.country),
      orders.map((order) => order.countryName),
      orders.map((order) => order.itemCount),
      orders.map((order) => order.total),
      orders.map((order) => JSON.stringify(order.preview)),
      orders.map((order) => order.externalReference),
      orders.map((order) => order.placedAt),
      drafts.map((draft) => draft.outboxId),
      drafts.map((draft) => draft.event),
      source,
      actor,
      availableAt,
      traceOfEvents(),
    ];
    const times = orders.map((order) => Date.parse(order.placedAt));
    const insert = (): Promise<{ id: string }[]> => shard.query(sql.IMPORT, values);
    try {
      return (await this.months.within(shard, times, insert)).map((row) => row.id);
    } catch (error) {
      throw isOutOfRange(error) ? customerTotalOutOfRange('/orders') : error;
    }
  }

  async known(shard: ShardAccess, source: string, drafts: readonly ImportDraft[]): Promise<KnownRow[]> {
    return shard.read<KnownRow>(sql.KNOWN, [
      drafts.map((draft) => draft.order.bucket),
      drafts.map((draft) => draft.order.externalReference),
      source,
    ]);
  }
}
