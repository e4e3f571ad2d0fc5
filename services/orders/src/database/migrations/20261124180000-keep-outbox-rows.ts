import { outboxUntilConfirmed } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const { up, down } = outboxUntilConfirmed('orders');

/** Adds columns only: the release before this one goes on writing and claiming rows as it does. */
export class KeepOutboxRows1764010000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(up);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(down);
  }
}
