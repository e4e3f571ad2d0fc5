import { Module } from '@nestjs/common';
import { comingMonths, outbox } from '@tenfold/bootstrap';
import { CustomersModule } from './customers/customers.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { ReconcileModule } from './reconcile/reconcile.module.js';
import { ReturnsModule } from './returns/returns.module.js';

@Module({
  imports: [ImportsModule, OrdersModule, ReturnsModule, CustomersModule, ReconcileModule],
  providers: [...outbox('orders'), comingMonths('orders')],
})
export class AppModule {}
