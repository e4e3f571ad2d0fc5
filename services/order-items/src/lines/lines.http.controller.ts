import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '@tenfold/bootstrap';
import { idSchema, nextLink } from '@tenfold/http';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import { ApiConditional, answer, type HttpReply, type HttpRequest } from '../http-answer.js';
import {
  lineNoSchema,
  orderItemPageSchema,
  orderItemSchema,
  orderItemsQuery,
  reconciliationQuery,
  reconciliationSchema,
  type OrderItemsQuery,
  type ReconciliationQuery,
} from './dto/order-item.dto.js';
import { LinesService } from './lines.service.js';

@ApiTags('order-items')
@Controller('v1/order-items')
export class LinesHttpController {
  constructor(private readonly lines: LinesService) {}

  /** The lines of an order, in their order. */
  @Get()
  @ApiConditional()
  @Allow('customer', 'staff', 'admin')
  @ApiOkResponse({ standardSchema: orderItemPageSchema, description: 'A page of the lines of an order' })
  @ApiProblems('cursor_invalid', 'order_items_not_found')
  async list(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: orderItemsQuery }) query: OrderItemsQuery,
  ): Promise<string | undefined> {
    const page = await this.lines.page(principal, query.orderId, query.cursor, query.limit);
    return answer(request, reply, page, nextLink('/v1/order-items', query, page.nextCursor));
  }

  /** Orders, lines and money of a source per month, counted from the lines themselves. */
  @Get('reconciliation')
  @ApiConditional()
  @Allow('admin')
  @ApiOkResponse({ standardSchema: reconciliationSchema, description: 'Totals per month, kind and currency' })
  async reconcile(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
    @Query({ schema: reconciliationQuery }) query: ReconciliationQuery,
  ): Promise<string | undefined> {
    return answer(request, reply, { months: await this.lines.reconcile(query.source) });
  }

  /** One line of an order. */
  @Get(':orderId/:lineNo')
  @ApiConditional()
  @Allow('customer', 'staff', 'admin')
  @ApiOkResponse({ standardSchema: orderItemSchema, description: 'The line' })
  @ApiProblems('order_items_not_found')
  async get(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
    @Param('lineNo', { schema: lineNoSchema }) lineNo: number,
  ): Promise<string | undefined> {
    return answer(request, reply, await this.lines.one(principal, orderId, lineNo));
  }
}
