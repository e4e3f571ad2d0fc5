import type { OrderKind } from '@tenfold/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'order_items', name: 'item_set' })
export class ItemSetEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'item_set_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'uuid', name: 'order_id', primaryKeyConstraintName: 'item_set_pk' })
  orderId!: string;

  @Column({ type: 'text', name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ type: 'text' })
  kind!: OrderKind;

  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'integer', name: 'item_count' })
  itemCount!: number;

  @Column({ type: 'bigint' })
  total!: string;

  @Column({ type: 'timestamptz', name: 'placed_at' })
  placedAt!: Date;

  @Column({ type: 'timestamptz', name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  /** Whether a return has been approved since. Null where lines count from their storing. */
  @Column({ type: 'boolean', nullable: true })
  approved!: boolean | null;
}

@Entity({ schema: 'order_items', name: 'line' })
export class LineEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'line_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'uuid', name: 'order_id', primaryKeyConstraintName: 'line_pk' })
  orderId!: string;

  @PrimaryColumn({ type: 'integer', name: 'line_no', primaryKeyConstraintName: 'line_pk' })
  lineNo!: number;

  @Column({ type: 'text' })
  sku!: string;

  @Column({ type: 'text', name: 'sku_key' })
  skuKey!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'integer' })
  quantity!: number;

  @Column({ type: 'numeric', name: 'unit_price', precision: 16, scale: 4 })
  unitPrice!: string;

  @Column({ type: 'bigint', name: 'line_total' })
  lineTotal!: string;

  @Column({ type: 'boolean', name: 'is_charge' })
  isCharge!: boolean;
}
