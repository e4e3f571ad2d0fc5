import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Null where lines count from their storing: those of sales, of imports, and of returns of the release before. */
export class MarkApprovedReturns1796133600000 implements MigrationInterface {
  readonly name = 'MarkApprovedReturns1796133600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE order_items.item_set ADD COLUMN approved boolean');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE order_items.item_set DROP COLUMN approved');
  }
}
