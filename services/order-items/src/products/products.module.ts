import { Module } from '@nestjs/common';
import { InboxModule } from '../inbox/inbox.module.js';
import { confirmation, ConfirmationService } from './confirmation.service.js';
import { NaiveProductLists } from './product-lists.naive.js';
import { ProductsHttpController } from './products.http.controller.js';
import { ProductsNaive } from './products.naive.js';
import { ProductsNatsController } from './products.nats.controller.js';
import { ProductsRepository } from './products.repository.js';
import { ProductsService } from './products.service.js';

@Module({
  imports: [InboxModule],
  controllers: [ProductsHttpController, ProductsNatsController],
  providers: [
    NaiveProductLists,
    ProductsService,
    ProductsRepository,
    ProductsNaive,
    ConfirmationService,
    confirmation,
  ],
})
export class ProductsModule {}
