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
}
