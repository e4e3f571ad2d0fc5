import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'order_items', name: 'product_rollup' })
@Index('product_rollup_month', ['month', 'currency'])
export class ProductRollupEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'product_rollup_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'text', name: 'sku_key', primaryKeyConstraintName: 'product_rollup_pk' })
  skuKey!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'product_rollup_pk' })
  currency!: string;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'product_rollup_pk' })
  month!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'boolean', name: 'is_charge' })
  isCharge!: boolean;

  @Column({ type: 'bigint', name: 'sold_quantity' })
  soldQuantity!: string;

  @Column({ type: 'bigint', name: 'returned_quantity' })
  returnedQuantity!: string;

  @Column({ type: 'integer' })
  orders!: number;

  @Column({ type: 'integer' })
  returns!: number;

  @Column({ type: 'bigint' })
  revenue!: string;

  @Column({ type: 'bigint' })
  returned!: string;
}
