import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'orders', name: 'customer_month' })
export class CustomerMonthEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'customer_month_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'text', name: 'customer_id', primaryKeyConstraintName: 'customer_month_pk' })
  customerId!: string;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'customer_month_pk' })
  month!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'customer_month_pk' })
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
}
