import { Module } from '@nestjs/common';
import { inbox } from '@tenfold/bootstrap';
import { AggregatesRepository } from './aggregates.repository.js';
import { AggregatesService } from './aggregates.service.js';

@Module({
  providers: [AggregatesRepository, AggregatesService, ...inbox('quiz')],
  exports: [AggregatesRepository, AggregatesService],
})
export class AggregatesModule {}
