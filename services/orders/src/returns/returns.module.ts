import { Module } from '@nestjs/common';
import { MaintenanceModule } from '../maintenance/maintenance.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { ReturnsHttpController } from './returns.http.controller.js';
import { ReturnsRepository } from './returns.repository.js';
import { ReturnsService } from './returns.service.js';

@Module({
  imports: [MaintenanceModule, OrdersModule],
  controllers: [ReturnsHttpController],
  providers: [ReturnsService, ReturnsRepository],
})
export class ReturnsModule {}
