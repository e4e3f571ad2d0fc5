import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { ReturnsHttpController } from './returns.http.controller.js';
import { ReturnsRepository } from './returns.repository.js';
import { ReturnsService } from './returns.service.js';
import { ReturnedPiecesService } from './returned-pieces.service.js';
import { StoredLinesService } from './stored-lines.service.js';

@Module({
  imports: [OrdersModule],
  controllers: [ReturnsHttpController],
  providers: [ReturnedPiecesService, ReturnsRepository, ReturnsService, StoredLinesService],
  exports: [ReturnedPiecesService, ReturnsRepository, StoredLinesService],
})
export class ReturnsModule {}
