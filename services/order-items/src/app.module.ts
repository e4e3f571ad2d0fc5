import { Module } from '@nestjs/common';
import { comingMonths, outbox } from '@tenfold/bootstrap';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { InboxModule } from './inbox/inbox.module.js';
import { LinesModule } from './lines/lines.module.js';
import { ProductsModule } from './products/products.module.js';
import { ReconcileModule } from './reconcile/reconcile.module.js';

@Module({
  imports: [CatalogueModule, ProductsModule, LinesModule, InboxModule, ReconcileModule],
  providers: [...outbox('order_items'), ...comingMonths('order_items')],
})
export class AppModule {}
