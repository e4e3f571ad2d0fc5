import { outboxTraceContext } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const { up, down } = outboxTraceContext('orders');

/** Before anything writes it: the release after this one does. */
export class TraceOutbox1795871400000 implements MigrationInterface {
  readonly name = 'TraceOutbox1795871400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(up);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(down);
  }
}
