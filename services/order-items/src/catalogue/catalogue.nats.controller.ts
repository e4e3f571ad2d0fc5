import { Controller } from '@nestjs/common';
import { listProducts } from '@tenfold/contracts';
import { HandlesRequest } from '@tenfold/messaging';
import type { z } from 'zod';
import { CatalogueService } from './catalogue.service.js';

@Controller()
export class CatalogueNatsController {
  constructor(private readonly catalogue: CatalogueService) {}

  @HandlesRequest(listProducts)
  async list({ skus }: z.infer<typeof listProducts.request>): Promise<z.infer<typeof listProducts.reply>> {
    return { products: await this.catalogue.listed(skus) };
  }
}
