import { Module } from '@nestjs/common';
import { comingMonths, outboxRelay } from '@tenfold/bootstrap';
import { CustomersModule } from './customers/customers.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { ReturnsModule } from './returns/returns.module.js';

@Module({
  imports: [ImportsModule, OrdersModule, ReturnsModule, CustomersModule],
  providers: [outboxRelay('orders'), comingMonths('orders')],
})
export class AppModule {}
