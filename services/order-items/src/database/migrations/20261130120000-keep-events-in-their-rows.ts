import { outboxInRow } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const { up, down } = outboxInRow('order_items');

/** How rows are stored and not what they hold: whichever release writes them. */
export class KeepEventsInTheirRows1796040000000 implements MigrationInterface {
  readonly name = 'KeepEventsInTheirRows1796040000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(up);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(down);
  }
}
