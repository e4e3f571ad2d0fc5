import { Module } from '@nestjs/common';
import { Exports } from '@tenfold/bootstrap';
import { Months } from '@tenfold/database';
import { NaiveExportedLines } from './exported-lines.naive.js';
import { ExportedLinesRepository } from './exported-lines.repository.js';
import { LineExportsService } from './exports.service.js';
import { gathering, GatheringService } from './gathering.service.js';
import { LinesHttpController } from './lines.http.controller.js';
import { LinesNatsController } from './lines.nats.controller.js';
import { NaiveLines } from './lines.naive.js';
import { LinesRepository } from './lines.repository.js';
import { NoteEvents } from './note-events.js';
import { PlacedOrders } from './placed-orders.js';
import { LinesService } from './lines.service.js';

@Module({
  controllers: [LinesHttpController, LinesNatsController],
  providers: [
    Exports,
    ExportedLinesRepository,
    gathering,
    GatheringService,
    LineExportsService,
    NaiveExportedLines,
    NaiveLines,
    LinesService,
    LinesRepository,
    NoteEvents,
    PlacedOrders,
    { provide: Months, useFactory: () => new Months('order_items') },
  ],
})
export class LinesModule {}
