import { Injectable } from '@nestjs/common';
import type { Line, OrderKind, ReconciledOrder } from '@tenfold/contracts';
import { Shards, type Cells } from '@tenfold/database';
import { traceOfEvents } from '@tenfold/delivery';
import type { ItemsState } from './order.entity.js';
import type { OrderStatus } from './order.transitions.js';
import * as sql from './orders.statements.js';

export interface OrderRow {
  readonly bucket: number;
  readonly id: string;
  readonly number: string;
  readonly kind: OrderKind;
  readonly customerId: string | null;
  readonly status: OrderStatus;
  readonly itemsState: ItemsState;
  readonly currency: string;
  readonly country: string | null;
  readonly countryName: string | null;
  readonly itemCount: number;
  readonly total: number;
  readonly preview: readonly Line[];
  readonly source: string;
  readonly externalReference: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly returnOf: string | null;
  readonly version: number;
  readonly statusTimes: Readonly<Partial<Record<OrderStatus, string>>>;
  readonly placedAt: string;
  readonly updatedAt: string;
}

export interface HistoryRow {
  readonly version: number;
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly actor: string;
  readonly reason: string | null;
  readonly at: string;
}

export interface Step {
  readonly from: OrderStatus;
  readonly to: OrderStatus;
  /** The version that the step was decided on. */
  readonly version: number;
  readonly actor: string;
  readonly reason: string | null;
  readonly at: string;
  readonly outboxId: string;
}

export interface OrderPlace {
  readonly bucket: number;
  readonly orderId: string;
}

@Injectable()
export class OrdersRepository {
  constructor(private readonly shards: Shards) {}

  /**
   * @param owner only this customer's; null for any
   * @param members those that have to be read; all when left out
   */
  async find(
    bucket: number,
    id: string,
    owner: string | null,
    members?: readonly string[],
  ): Promise<OrderRow | undefined> {
    const values = [bucket, id, owner, members ?? null];
    return (await this.shards.forBucket(bucket).read<OrderRow>(sql.FIND, values))[0];
  }

  /** All of the order, for `orderText`. */
  async findCells(bucket: number, id: string, owner: string | null): Promise<Cells | undefined> {
    return (await this.shards.forBucket(bucket).read<Cells>(sql.FIND_CELLS, [bucket, id, owner]))[0];
  }

  /** @returns undefined when the order has gone on to another version */
  async transition(bucket: number, id: string, step: Step): Promise<OrderRow | undefined> {
    const values = [
      bucket,
      id,
      step.version,
      step.to,
      step.at,
      JSON.stringify({ [step.to]: step.at }),
      step.from,
      step.actor,
      step.reason,
      step.outboxId,
      traceOfEvents(),
    ];
    return (await this.shards.forBucket(bucket).query<OrderRow>(sql.TRANSITION, values))[0];
  }

  /** From the primaries: a replica may not have the newest. */
  async placed(orders: readonly OrderPlace[]): Promise<string[]> {
    const lists = await this.shards.group(
      orders,
      (order) => order.bucket,
      (shard, group) =>
        shard.query<{ id: string }>(sql.PLACED, [
          group.map((order) => order.bucket),
          group.map((order) => order.orderId),
        ]),
    );
    return lists.flat().map(({ id }) => id);
  }

  async markStored(orders: readonly OrderPlace[]): Promise<void> {
    const at = new Date().toISOString();
    await this.shards.group(
      orders,
      (order) => order.bucket,
      (shard, group) =>
        shard.query(sql.MARK_STORED, [
          group.map((order) => order.bucket),
          group.map((order) => order.orderId),
          at,
        ]),
    );
  }

  /** The event of this subject about these orders has reached their lines. */
  async confirm(subject: string, orders: readonly OrderPlace[]): Promise<void> {
    await this.shards.group(
      orders,
      (order) => order.bucket,
      (shard, group) =>
        shard.query(sql.CONFIRM, [
          group.map((order) => order.bucket),
          group.map((order) => order.orderId),
          subject,
        ]),
    );
  }

  async reconcile(orders: readonly OrderPlace[]): Promise<ReconciledOrder[]> {
    const lists = await this.shards.group(
      orders,
      (order) => order.bucket,
      (shard, group) =>
        shard.read<ReconciledOrder>(sql.RECONCILE, [
          group.map((order) => order.bucket),
          group.map((order) => order.orderId),
        ]),
    );
    return lists.flat();
  }
}
