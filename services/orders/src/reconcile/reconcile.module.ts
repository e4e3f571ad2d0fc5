import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { DaysModule } from '../days/days.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { ReturnsModule } from '../returns/returns.module.js';
import { SumsModule } from '../sums/sums.module.js';
import { RebuildTargets } from './rebuild-targets.js';
import { ReconcileReturnsService } from './reconcile-returns.service.js';
import { ReconcileSumsService } from './reconcile-sums.service.js';
import { ReconcileRepository } from './reconcile.repository.js';
import { ReconcileService } from './reconcile.service.js';
import { reconcileWalk, ReconcileWalk } from './reconcile-walk.js';

@Module({
  imports: [CustomersModule, DaysModule, OrdersModule, ReturnsModule, SumsModule],
  providers: [
    RebuildTargets,
    ReconcileReturnsService,
    ReconcileService,
    ReconcileSumsService,
    ReconcileRepository,
    ReconcileWalk,
    reconcileWalk,
  ],
})
export class ReconcileModule {}
