import { Module } from '@nestjs/common';
import { RebuildTargets } from './rebuild-targets.js';
import { ReconcileNatsController } from './reconcile.nats.controller.js';
import { ReconcileRepository } from './reconcile.repository.js';
import { ReconcileService } from './reconcile.service.js';
import { reconcileWalk, ReconcileWalk } from './reconcile-walk.js';

@Module({
  controllers: [ReconcileNatsController],
  providers: [RebuildTargets, ReconcileService, ReconcileRepository, ReconcileWalk, reconcileWalk],
})
export class ReconcileModule {}
