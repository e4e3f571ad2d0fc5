import { Module } from '@nestjs/common';
import { Shards } from '@tenfold/database';
import { Inbox } from '@tenfold/delivery';
import { AggregatesRepository } from './aggregates.repository.js';
import { AggregatesService } from './aggregates.service.js';

@Module({
  providers: [
    AggregatesRepository,
    AggregatesService,
    { provide: Inbox, inject: [Shards], useFactory: (shards: Shards) => new Inbox('quiz', shards) },
  ],
  exports: [AggregatesRepository, AggregatesService, Inbox],
})
export class AggregatesModule {}
