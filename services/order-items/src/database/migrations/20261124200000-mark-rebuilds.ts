import { rebuildTable } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far a rebuild of sums has come. */
export class MarkRebuilds1795547000000 implements MigrationInterface {
  readonly name = 'MarkRebuilds1795547000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(rebuildTable('order_items'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_items.rebuild');
  }
}
