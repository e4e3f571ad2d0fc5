import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { ReturnsHttpController } from './returns.http.controller.js';
import { ReturnsRepository } from './returns.repository.js';
import { ReturnsService } from './returns.service.js';

@Module({
  imports: [OrdersModule],
  controllers: [ReturnsHttpController],
  providers: [ReturnsService, ReturnsRepository],
})
export class ReturnsModule {}
