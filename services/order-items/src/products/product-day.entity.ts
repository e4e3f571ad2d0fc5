import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'order_items', name: 'product_day' })
@Index('product_day_day', ['day'])
export class ProductDayEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'product_day_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'text', name: 'sku_key', primaryKeyConstraintName: 'product_day_pk' })
  skuKey!: string;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'product_day_pk' })
  day!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'product_day_pk' })
  currency!: string;

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
