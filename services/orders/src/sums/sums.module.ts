import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { DaysModule } from '../days/days.module.js';
import { FactsRepository } from './facts.repository.js';
import { SumsNatsController } from './sums.nats.controller.js';
import { SumsService } from './sums.service.js';

@Module({
  imports: [CustomersModule, DaysModule],
  controllers: [SumsNatsController],
  providers: [SumsService, FactsRepository],
  exports: [SumsService],
})
export class SumsModule {}
