import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '@tenfold/bootstrap';
import { skuSchema } from '@tenfold/contracts';
import { nextLink } from '@tenfold/http';
import { Allow } from '@tenfold/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer } from '../http-answer.js';
import {
  productDetailSchema,
  productPageSchema,
  productsQuery,
  type ProductsQuery,
} from './dto/product.dto.js';
import { ProductsService } from './products.service.js';

@ApiTags('products')
@Controller('v1/order-items/products')
export class ProductsHttpController {
  constructor(private readonly products: ProductsService) {}

  /** Products by revenue or pieces sold, the best first. */
  @Get()
  @Allow('staff', 'admin')
  @ApiOkResponse({ standardSchema: productPageSchema, description: 'A page of the ranking' })
  @ApiProblems('cursor_invalid')
  async rank(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query({ schema: productsQuery }) query: ProductsQuery,
  ): Promise<string | undefined> {
    const page = await this.products.rank(query);
    const link = nextLink('/v1/order-items/products', query, page.nextCursor);
    if (link !== undefined) reply.header('link', link);
    return answer(request, reply, page);
  }

  /** The sales of one product, month by month. */
  @Get(':sku')
  @Allow('staff', 'admin')
  @ApiOkResponse({ standardSchema: productDetailSchema, description: 'The product' })
  @ApiProblems('product_not_found')
  async get(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('sku', { schema: skuSchema }) sku: string,
  ): Promise<string | undefined> {
    return answer(request, reply, await this.products.get(sku));
  }
}
