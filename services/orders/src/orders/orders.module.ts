import { Module } from '@nestjs/common';
import { Exports } from '@tenfold/bootstrap';
import { Months } from '@tenfold/database';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { CheckoutService } from './checkout.service.js';
import { ExpansionService } from './expansion.service.js';
import { ListedPricesService } from './listed-prices.service.js';
import { OrderCounts } from './order-counts.js';
import { NaiveOrderLists } from './order-lists.naive.js';
import { OrderListsRepository } from './order-lists.repository.js';
import { OrderListsService } from './order-lists.service.js';
import { OrdersHttpController } from './orders.http.controller.js';
import { OrdersNatsController } from './orders.nats.controller.js';
import { OrdersRepository } from './orders.repository.js';
import { OrdersService } from './orders.service.js';
import { PlacingRepository } from './placing.repository.js';
import { PlacingService } from './placing.service.js';

@Module({
  imports: [IdempotencyModule],
  controllers: [OrdersHttpController, OrdersNatsController],
  providers: [
    CheckoutService,
    ExpansionService,
    Exports,
    ListedPricesService,
    NaiveOrderLists,
    OrderCounts,
    OrderListsRepository,
    OrderListsService,
    OrdersService,
    OrdersRepository,
    PlacingService,
    PlacingRepository,
    { provide: Months, useFactory: () => new Months('orders') },
  ],
  exports: [Months, OrdersService, OrdersRepository, PlacingService],
})
export class OrdersModule {}
