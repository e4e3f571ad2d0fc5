import { Module } from '@nestjs/common';
import { Months } from '@tenfold/database';
import { LinesHttpController } from './lines.http.controller.js';
import { LinesNatsController } from './lines.nats.controller.js';
import { LinesRepository } from './lines.repository.js';
import { LinesService } from './lines.service.js';

@Module({
  controllers: [LinesHttpController, LinesNatsController],
  providers: [
    LinesService,
    LinesRepository,
    { provide: Months, useFactory: () => new Months('order_items') },
  ],
})
export class LinesModule {}
