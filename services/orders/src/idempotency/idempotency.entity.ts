import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'orders', name: 'idempotency' })
@Index('idempotency_created', ['createdAt'])
export class IdempotencyEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'idempotency_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_pk' })
  scope!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_pk' })
  key!: string;

  @Column({ type: 'text', name: 'body_hash' })
  bodyHash!: string;

  @Column({ type: 'text' })
  state!: 'running' | 'done';

  @Column({ type: 'timestamptz', name: 'running_until' })
  runningUntil!: Date;

  @Column({ type: 'uuid', name: 'order_id' })
  orderId!: string;

  @Column({ type: 'uuid', name: 'outbox_id' })
  outboxId!: string;

  @Column({ type: 'smallint', nullable: true })
  status!: number | null;

  @Column({ type: 'text', nullable: true })
  etag!: string | null;

  @Column({ type: 'text', nullable: true })
  response!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}

@Entity({ schema: 'orders', name: 'key_claim' })
@Index('key_claim_created', ['createdAt'])
export class KeyClaimEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'key_claim_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'key_claim_pk' })
  scope!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'key_claim_pk' })
  key!: string;

  @Column({ type: 'text', name: 'body_hash' })
  bodyHash!: string;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
