import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { ReconcileRepository } from './reconcile.repository.js';
import { ReconcileService } from './reconcile.service.js';
import { reconcileWalk, ReconcileWalk } from './reconcile-walk.js';

@Module({
  imports: [OrdersModule],
  providers: [ReconcileService, ReconcileRepository, ReconcileWalk, reconcileWalk],
})
export class ReconcileModule {}
