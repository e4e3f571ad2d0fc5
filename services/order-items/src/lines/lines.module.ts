import { Module } from '@nestjs/common';
import { Months } from '@tenfold/database';
import { LinesHttpController } from './lines.http.controller.js';
import { LinesNatsController } from './lines.nats.controller.js';
import { NaiveLines } from './lines.naive.js';
import { LinesRepository } from './lines.repository.js';
import { LinesService } from './lines.service.js';

@Module({
  controllers: [LinesHttpController, LinesNatsController],
  providers: [
    NaiveLines,
    LinesService,
    LinesRepository,
    { provide: Months, useFactory: () => new Months('order_items') },
  ],
})
export class LinesModule {}
