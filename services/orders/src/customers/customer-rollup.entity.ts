import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'orders', name: 'customer_rollup' })
export class CustomerRollupEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'customer_rollup_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'text', name: 'customer_id', primaryKeyConstraintName: 'customer_rollup_pk' })
  customerId!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'customer_rollup_pk' })
  currency!: string;

  @Column({ type: 'integer' })
  orders!: number;

  @Column({ type: 'integer' })
  returns!: number;

  @Column({ type: 'integer' })
  cancelled!: number;

  @Column({ type: 'bigint', name: 'item_count' })
  itemCount!: string;

  @Column({ type: 'bigint' })
  total!: string;

  @Column({ type: 'timestamptz', name: 'first_order_at' })
  firstOrderAt!: Date;

  @Column({ type: 'timestamptz', name: 'last_order_at' })
  lastOrderAt!: Date;
}
