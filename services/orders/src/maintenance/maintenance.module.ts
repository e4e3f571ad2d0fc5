import { Module } from '@nestjs/common';
import { IdempotencyRepository } from '../idempotency/idempotency.repository.js';
import { OrdersSettings } from '../settings.js';
import { KeySweeper } from './key-sweeper.js';
import { Months } from './months.js';
import { Relay } from './relay.js';

/** What every feature uses, and the loops in the background. */
@Module({
  providers: [
    IdempotencyRepository,
    KeySweeper,
    Months,
    Relay,
    { provide: OrdersSettings, useFactory: () => new OrdersSettings() },
  ],
  exports: [IdempotencyRepository, Months, OrdersSettings],
})
export class MaintenanceModule {}
