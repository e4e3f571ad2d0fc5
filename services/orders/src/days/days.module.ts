import { Module } from '@nestjs/common';
import { DaysHttpController } from './days.http.controller.js';
import { DaysNaive } from './days.naive.js';
import { DaysRepository } from './days.repository.js';
import { DaysService } from './days.service.js';

@Module({
  controllers: [DaysHttpController],
  providers: [DaysService, DaysRepository, DaysNaive],
  exports: [DaysRepository],
})
export class DaysModule {}
