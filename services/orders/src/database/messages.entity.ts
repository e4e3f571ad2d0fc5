import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'orders', name: 'outbox' })
@Index('outbox_available', ['availableAt'])
export class OutboxEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'outbox_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'outbox_pk' })
  id!: string;

  @Column({ type: 'text' })
  subject!: string;

  @Column({ type: 'jsonb' })
  payload!: unknown;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'available_at', default: () => 'now()' })
  availableAt!: Date;
}

@Entity({ schema: 'orders', name: 'inbox' })
export class InboxEntity {
  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'inbox_pk' })
  bucket!: number;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'inbox_pk' })
  consumer!: string;

  @PrimaryColumn({ type: 'text', name: 'message_id', primaryKeyConstraintName: 'inbox_pk' })
  messageId!: string;

  @Column({ type: 'timestamptz', name: 'received_at', default: () => 'now()' })
  receivedAt!: Date;
}
