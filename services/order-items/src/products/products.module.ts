import { Module } from '@nestjs/common';
import { ProductsHttpController } from './products.http.controller.js';
import { ProductsNatsController } from './products.nats.controller.js';
import { ProductsRepository } from './products.repository.js';
import { ProductsService } from './products.service.js';

@Module({
  controllers: [ProductsHttpController, ProductsNatsController],
  providers: [ProductsService, ProductsRepository],
})
export class ProductsModule {}
