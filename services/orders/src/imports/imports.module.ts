import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { ImportsHttpController } from './imports.http.controller.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';

@Module({
  imports: [OrdersModule],
  controllers: [ImportsHttpController],
  providers: [ImportsService, ImportsRepository],
})
export class ImportsModule {}
