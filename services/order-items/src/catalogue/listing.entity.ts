import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'order_items', name: 'listing' })
export class ListingEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'listing_pk' })
  bucket!: number;

  /** In upper case: spellings that differ in case are one product. */
  @PrimaryColumn({ type: 'text', name: 'sku_key', primaryKeyConstraintName: 'listing_pk' })
  skuKey!: string;

  @Column({ type: 'text' })
  sku!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'boolean', name: 'is_charge' })
  isCharge!: boolean;

  @Column({ type: 'boolean' })
  withdrawn!: boolean;

  @Column({ type: 'jsonb' })
  prices!: Record<string, string>;

  @Column({ type: 'integer' })
  version!: number;

  /** From when its prices are: older ones of an import change nothing. */
  @Column({ type: 'timestamptz', name: 'priced_at' })
  pricedAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
