import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Null in rows of the release before, which counts pieces only; a return of the next release reads from the lines what they came to. */
export class KeepReturnedAmounts1796104800000 implements MigrationInterface {
  readonly name = 'KeepReturnedAmounts1796104800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE orders.returned_line ADD COLUMN amount bigint, ADD COLUMN amount_of integer',
    );
    await runner.query('ALTER TABLE orders.return_entry ADD COLUMN amount bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders.return_entry DROP COLUMN amount');
    await runner.query('ALTER TABLE orders.returned_line DROP COLUMN amount_of, DROP COLUMN amount');
  }
}
