import { outboxUntilConfirmed } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const { up, down } = outboxUntilConfirmed('quiz');

/** Adds columns only: the release before this one goes on writing and claiming rows as it does. */
export class KeepOutboxRows20261124180000 implements MigrationInterface {
  readonly name = 'KeepOutboxRows20261124180000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(up);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(down);
  }
}
