import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'orders', name: 'returned_line' })
@Check('returned_line_within', 'quantity >= 0 AND quantity <= ordered')
export class ReturnedLineEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'returned_line_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'uuid', name: 'order_id', primaryKeyConstraintName: 'returned_line_pk' })
  orderId!: string;

  @PrimaryColumn({ type: 'integer', name: 'line_no', primaryKeyConstraintName: 'returned_line_pk' })
  lineNo!: number;

  @Column({ type: 'integer' })
  ordered!: number;

  @Column({ type: 'integer' })
  quantity!: number;

  /** Minor units that the pieces have come to; null where a release that did not keep it has written the row. */
  @Column({ type: 'bigint', nullable: true })
  amount!: string | null;

  /** The pieces that `amount` counts. Other than `quantity` once a release that knows pieces only has changed the row. */
  @Column({ type: 'integer', name: 'amount_of', nullable: true })
  amountOf!: number | null;
}

@Entity({ schema: 'orders', name: 'return_entry' })
export class ReturnEntryEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'return_entry_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'uuid', name: 'return_id', primaryKeyConstraintName: 'return_entry_pk' })
  returnId!: string;

  @PrimaryColumn({ type: 'integer', name: 'line_no', primaryKeyConstraintName: 'return_entry_pk' })
  lineNo!: number;

  @Column({ type: 'integer' })
  quantity!: number;

  @Column({ type: 'bigint', nullable: true })
  amount!: string | null;
}
