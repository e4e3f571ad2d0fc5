import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'orders', name: 'day_rollup' })
export class DayRollupEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'day_rollup_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'day_rollup_pk' })
  day!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'day_rollup_pk' })
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
