import { Module } from '@nestjs/common';
import { comingMonths, inbox, outbox } from '@tenfold/bootstrap';
import { CustomersModule } from './customers/customers.module.js';
import { DaysModule } from './days/days.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { ReconcileModule } from './reconcile/reconcile.module.js';
import { ReturnsModule } from './returns/returns.module.js';
import { SumsModule } from './sums/sums.module.js';

@Module({
  imports: [
    DaysModule,
    SumsModule,
    ImportsModule,
    OrdersModule,
    ReturnsModule,
    CustomersModule,
    ReconcileModule,
  ],
  providers: [...outbox('orders'), ...inbox('orders'), ...comingMonths('orders')],
})
export class AppModule {}
