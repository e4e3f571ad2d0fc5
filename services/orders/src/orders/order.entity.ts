import type { Line, OrderKind } from '@tenfold/contracts';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OrderStatus } from './order.transitions.js';

export type ItemsState = 'pending' | 'stored';

@Entity({ schema: 'orders', name: 'header' })
@Index('header_customer', ['bucket', 'customerId', 'id'])
@Index('header_recent', ['id'])
@Index('header_status', ['status', 'id'])
@Check('header_sign', `(kind = 'sale' AND total >= 0) OR (kind = 'return' AND total <= 0)`)
export class OrderEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'header_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'header_pk' })
  id!: string;

  @Column({ type: 'text' })
  number!: string;

  @Column({ type: 'text' })
  kind!: OrderKind;

  @Column({ type: 'text', name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column({ type: 'text' })
  status!: OrderStatus;

  @Column({ type: 'text', name: 'items_state' })
  itemsState!: ItemsState;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ type: 'text', nullable: true })
  country!: string | null;

  @Column({ type: 'text', name: 'country_name', nullable: true })
  countryName!: string | null;

  @Column({ type: 'integer', name: 'item_count' })
  itemCount!: number;

  @Column({ type: 'bigint' })
  total!: string;

  @Column({ type: 'jsonb' })
  preview!: Line[];

  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'text', name: 'external_reference', nullable: true })
  externalReference!: string | null;

  @Column({ type: 'jsonb' })
  metadata!: Record<string, string>;

  @Column({ type: 'uuid', name: 'return_of', nullable: true })
  returnOf!: string | null;

  /** Of a return that is placed here: whether somebody has approved it. Null where an order counts from its placing. */
  @Column({ type: 'boolean', nullable: true })
  approved!: boolean | null;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'jsonb', name: 'status_times' })
  statusTimes!: Partial<Record<OrderStatus, string>>;

  @Column({ type: 'timestamptz', name: 'placed_at' })
  placedAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}

@Entity({ schema: 'orders', name: 'history' })
export class OrderHistoryEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'history_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'uuid', name: 'order_id', primaryKeyConstraintName: 'history_pk' })
  orderId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'history_pk' })
  version!: number;

  @Column({ type: 'text', name: 'from_status', nullable: true })
  fromStatus!: OrderStatus | null;

  @Column({ type: 'text', name: 'to_status' })
  toStatus!: OrderStatus;

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'timestamptz', name: 'happened_at' })
  happenedAt!: Date;
}
