import { Module } from '@nestjs/common';
import { Months } from '@tenfold/database';
import { AggregatesModule } from '../aggregates/aggregates.module.js';
import { RebuildRepository } from './rebuild.repository.js';
import { RebuildService } from './rebuild.service.js';

@Module({
  imports: [AggregatesModule],
  providers: [RebuildRepository, RebuildService, { provide: Months, useFactory: () => new Months('quiz') }],
})
export class RebuildModule {}
