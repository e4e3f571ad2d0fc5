import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '@tenfold/bootstrap';
import { skuSchema } from '@tenfold/contracts';
import { nextLink } from '@tenfold/http';
import { Allow } from '@tenfold/identity';
import { ApiConditional, answer, type HttpReply, type HttpRequest } from '../http-answer.js';
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
  @ApiConditional()
  @Allow('staff', 'admin')
  @ApiOkResponse({ standardSchema: productPageSchema, description: 'A page of the ranking' })
  @ApiProblems('cursor_invalid')
  async rank(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
    @Query({ schema: productsQuery }) query: ProductsQuery,
  ): Promise<string | undefined> {
    const page = await this.products.rank(query);
    return answer(request, reply, page, nextLink('/v1/order-items/products', query, page.nextCursor));
  }

  /** The sales of one product, month by month. */
  @Get(':sku')
  @ApiConditional()
  @Allow('staff', 'admin')
  @ApiOkResponse({ standardSchema: productDetailSchema, description: 'The product' })
  @ApiProblems('product_not_found')
  async get(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
    @Param('sku', { schema: skuSchema }) sku: string,
  ): Promise<string | undefined> {
    return answer(request, reply, await this.products.get(sku));
  }
}
