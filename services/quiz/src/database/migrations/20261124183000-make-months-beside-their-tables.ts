import { ensureMonthsFunction, monthsFunction } from '@tenfold/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['attempt', 'attempt_answer'];

/** A month is made without locking anybody out. */
export class MakeMonthsBesideTheirTables1795545000000 implements MigrationInterface {
  readonly name = 'MakeMonthsBesideTheirTables1795545000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(monthsFunction('quiz', TABLES));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(ensureMonthsFunction('quiz', TABLES));
  }
}
