import { Controller } from '@nestjs/common';
import { linesApproved, linesCancelled, linesStored, type LinesChanged } from '@tenfold/contracts';
import { HandlesEvent, type EventMeta } from '@tenfold/messaging';
import { ProductsService } from './products.service.js';

/** Events that one statement takes up: an import's come in their dozens, and most touch the same products. */
const BATCH = 20;

@Controller()
export class ProductsNatsController {
  constructor(private readonly products: ProductsService) {}

  @HandlesEvent(linesStored, { durable: 'products-stored', batch: BATCH })
  async stored(events: LinesChanged[], metas: EventMeta[]): Promise<void> {
    await this.products.apply('products-stored', events, metas);
  }

  @HandlesEvent(linesApproved, { durable: 'products-approved', batch: BATCH })
  async approved(events: LinesChanged[], metas: EventMeta[]): Promise<void> {
    await this.products.apply('products-approved', events, metas);
  }

  @HandlesEvent(linesCancelled, { durable: 'products-cancelled', batch: BATCH })
  async cancelled(events: LinesChanged[], metas: EventMeta[]): Promise<void> {
    await this.products.apply('products-cancelled', events, metas);
  }
}
