import { Module } from '@nestjs/common';
import { comingMonths, outboxRelay } from '@tenfold/bootstrap';
import { InboxModule } from './inbox/inbox.module.js';
import { LinesModule } from './lines/lines.module.js';
import { ProductsModule } from './products/products.module.js';

@Module({
  imports: [ProductsModule, LinesModule, InboxModule],
  providers: [outboxRelay('order_items'), comingMonths('order_items')],
})
export class AppModule {}
