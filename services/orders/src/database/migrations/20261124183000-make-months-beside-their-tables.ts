import { ensureMonthsFunction, monthsFunction } from '@tenfold/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['header', 'history'];

/** A month is made without locking anybody out. */
export class MakeMonthsBesideTheirTables1795545000000 implements MigrationInterface {
  readonly name = 'MakeMonthsBesideTheirTables1795545000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(monthsFunction('orders', TABLES));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(ensureMonthsFunction('orders', TABLES));
  }
}
