import { Module } from '@nestjs/common';
import { AggregatesModule } from './aggregates.module.js';
import { AggregatesNatsController } from './aggregates.nats.controller.js';
import { inboxSweep } from './inbox-sweep.js';

/** What a serving process does for the aggregates; a job that rebuilds them leaves it to others. */
@Module({ imports: [AggregatesModule], controllers: [AggregatesNatsController], providers: [inboxSweep] })
export class ConsumingModule {}
