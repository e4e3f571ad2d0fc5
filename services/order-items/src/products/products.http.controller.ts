import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Answer, ApiProblems, Conditional, Reads, SelectedMembers } from '@tenfold/bootstrap';
import { skuSchema } from '@tenfold/contracts';
import { Allow } from '@tenfold/identity';
import {
  productDayPageSchema,
  productDaysQuery,
  productDetailSchema,
  productPageSchema,
  productsQuery,
  type ProductDaysQuery,
  type ProductsQuery,
} from './dto/product.dto.js';
import { ProductsService } from './products.service.js';

@ApiTags('products')
@Controller('v1/order-items/products')
export class ProductsHttpController {
  constructor(private readonly products: ProductsService) {}

  /** Products by revenue or pieces sold, the best first. */
  @Get()
  @ApiOperation({ summary: 'Rank products by their sales' })
  @Allow('staff', 'admin')
  @Reads('eventual')
  @ApiOkResponse({ standardSchema: productPageSchema, description: 'A page of the ranking' })
  @ApiProblems('cursor_invalid')
  async rank(
    @Conditional() answer: Answer,
    @Query({ schema: productsQuery }) query: ProductsQuery,
    @SelectedMembers() members: readonly string[] | undefined,
  ): Promise<string | undefined> {
    const page = await this.products.rank(query, members);
    return answer.page(page);
  }

  /** The sales of one product, month by month. */
  @Get(':sku')
  @ApiOperation({ summary: 'Read the sales of a product, month by month' })
  @Allow('staff', 'admin')
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: productDetailSchema, description: 'The product' })
  @ApiProblems('product_not_found')
  async get(
    @Conditional() answer: Answer,
    @Param('sku', { schema: skuSchema }) sku: string,
    @SelectedMembers() members: readonly string[] | undefined,
  ): Promise<string | undefined> {
    return answer.send(await this.products.get(sku, members));
  }

  /** The sales of one product on the days that have any, per currency; the youngest day first. */
  @Get(':sku/days')
  @ApiOperation({ summary: 'List the sales of a product, day by day' })
  @Allow('staff', 'admin')
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: productDayPageSchema, description: 'A page of days' })
  @ApiProblems('cursor_invalid')
  async days(
    @Conditional() answer: Answer,
    @Param('sku', { schema: skuSchema }) sku: string,
    @Query({ schema: productDaysQuery }) query: ProductDaysQuery,
  ): Promise<string | undefined> {
    return answer.page(await this.products.days(sku, query));
  }
}
