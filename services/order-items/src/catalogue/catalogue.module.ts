import { Module } from '@nestjs/common';
import { CatalogueHttpController } from './catalogue.http.controller.js';
import { CatalogueNatsController } from './catalogue.nats.controller.js';
import { CatalogueService } from './catalogue.service.js';
import { ListingsRepository } from './listings.repository.js';

@Module({
  controllers: [CatalogueHttpController, CatalogueNatsController],
  providers: [CatalogueService, ListingsRepository],
})
export class CatalogueModule {}
