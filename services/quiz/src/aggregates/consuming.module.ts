import { Module } from '@nestjs/common';
import { AggregatesModule } from './aggregates.module.js';
import { AggregatesNatsController } from './aggregates.nats.controller.js';

/** What a serving process does for the aggregates; a job that rebuilds them leaves it to others. */
@Module({ imports: [AggregatesModule], controllers: [AggregatesNatsController] })
export class ConsumingModule {}
