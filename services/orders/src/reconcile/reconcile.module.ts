import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { DaysModule } from '../days/days.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { SumsModule } from '../sums/sums.module.js';
import { RebuildTargets } from './rebuild-targets.js';
import { ReconcileSumsService } from './reconcile-sums.service.js';
import { ReconcileRepository } from './reconcile.repository.js';
import { ReconcileService } from './reconcile.service.js';
import { reconcileWalk, ReconcileWalk } from './reconcile-walk.js';

@Module({
  imports: [CustomersModule, DaysModule, OrdersModule, SumsModule],
  providers: [
    RebuildTargets,
    ReconcileService,
    ReconcileSumsService,
    ReconcileRepository,
    ReconcileWalk,
    reconcileWalk,
  ],
})
export class ReconcileModule {}
