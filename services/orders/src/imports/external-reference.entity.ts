import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'orders', name: 'external_reference' })
export class ExternalReferenceEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'external_reference_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'external_reference_pk' })
  source!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'external_reference_pk' })
  reference!: string;

  @Column({ type: 'uuid', name: 'order_id' })
  orderId!: string;
}
