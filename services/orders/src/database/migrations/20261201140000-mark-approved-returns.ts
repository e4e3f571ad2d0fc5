import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Null where an order counts from its placing: sales, imports, and returns of the release before. */
export class MarkApprovedReturns1796133600000 implements MigrationInterface {
  readonly name = 'MarkApprovedReturns1796133600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders.header ADD COLUMN approved boolean');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders.header DROP COLUMN approved');
  }
}
