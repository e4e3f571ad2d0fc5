import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '@tenfold/bootstrap';
import { idSchema, nextLink } from '@tenfold/http';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import { ApiConditional, answer, answerChanged, type HttpReply, type HttpRequest } from '../http-answer.js';
import { KEY_HEADER, requireKey } from '../idempotency/idempotency-key.header.js';
import { CheckoutService } from './checkout.service.js';
import {
  cancelSchema,
  historySchema,
  orderPageSchema,
  orderSchema,
  ordersQuery,
  placeOrderSchema,
  reconciliationQuery,
  reconciliationSchema,
  transitionSchema,
  type CancelOrder,
  type OrdersQuery,
  type OrderTransition,
  type PlaceOrder,
  type ReconciliationQuery,
} from './dto/order.dto.js';
import { OrdersService } from './orders.service.js';
import { sendPlaced } from './placed-answer.js';

@ApiTags('orders')
@Controller('v1/orders')
export class OrdersHttpController {
  constructor(
    private readonly orders: OrdersService,
    private readonly checkout: CheckoutService,
  ) {}

  /** Places an order. It is accepted even while its lines cannot be stored yet: see `itemsState`. */
  @Post()
  @Allow('customer', 'staff', 'admin')
  @ApiHeader(KEY_HEADER)
  @ApiCreatedResponse({ standardSchema: orderSchema, description: 'The order' })
  @ApiProblems('idempotency_key_missing', 'idempotency_key_in_use', 'idempotency_key_reused')
  async place(
    @Res({ passthrough: true }) reply: HttpReply,
    @CurrentPrincipal() principal: Principal,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: placeOrderSchema }) body: PlaceOrder,
  ): Promise<string> {
    return sendPlaced(reply, await this.checkout.place(principal, requireKey(key), body));
  }

  /** Orders, the newest first, without their lines. Customers see their own. */
  @Get()
  @ApiConditional()
  @Allow('customer', 'staff', 'admin')
  @ApiOkResponse({ standardSchema: orderPageSchema, description: 'A page of orders' })
  @ApiProblems('cursor_invalid', 'customer_not_found')
  async list(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: ordersQuery }) query: OrdersQuery,
  ): Promise<string | undefined> {
    const page = await this.orders.list(principal, query);
    return answer(request, reply, page, nextLink('/v1/orders', query, page.nextCursor));
  }

  /** Orders, lines and money of a source per month, from the headers. */
  @Get('reconciliation')
  @ApiConditional()
  @Allow('admin')
  @ApiOkResponse({ standardSchema: reconciliationSchema, description: 'Totals per month, kind and currency' })
  async reconcile(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
    @Query({ schema: reconciliationQuery }) query: ReconciliationQuery,
  ): Promise<string | undefined> {
    return answer(request, reply, { months: await this.orders.reconcile(query.source) });
  }

  /** One order. */
  @Get(':orderId')
  @ApiConditional()
  @Allow('customer', 'staff', 'admin')
  @ApiOkResponse({ standardSchema: orderSchema, description: 'The order' })
  @ApiProblems('order_not_found')
  async get(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
  ): Promise<string | undefined> {
    return answer(request, reply, await this.orders.get(principal, orderId));
  }

  /** Everything that happened to an order, the first thing first. */
  @Get(':orderId/history')
  @ApiConditional()
  @Allow('customer', 'staff', 'admin')
  @ApiOkResponse({ standardSchema: historySchema, description: 'Its history' })
  @ApiProblems('order_not_found')
  async history(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
  ): Promise<string | undefined> {
    return answer(request, reply, await this.orders.history(principal, orderId));
  }

  /** Moves an order a step further; an illegal step is refused and the legal ones are named. */
  @Post(':orderId/transitions')
  @HttpCode(200)
  @Allow('staff', 'admin')
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The ETag of the state that the step was decided on',
  })
  @ApiOkResponse({ standardSchema: orderSchema, description: 'The order after the step' })
  @ApiProblems('order_not_found', 'illegal_transition', 'precondition_failed', 'precondition_required')
  async transition(
    @Res({ passthrough: true }) reply: HttpReply,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
    @Headers('if-match') condition: string | undefined,
    @Body({ schema: transitionSchema }) body: OrderTransition,
  ): Promise<string> {
    return answerChanged(reply, await this.orders.transition(principal, orderId, condition, body));
  }

  /** Cancels an order: customers until it is being picked, staff until it has left the house. */
  @Post(':orderId/cancel')
  @HttpCode(200)
  @Allow('customer', 'staff', 'admin')
  @ApiHeader({ name: 'If-Match', required: false, description: 'Cancel only this state of the order' })
  @ApiOkResponse({ standardSchema: orderSchema, description: 'The cancelled order' })
  @ApiProblems('order_not_found', 'illegal_transition', 'precondition_failed', 'conflict')
  async cancel(
    @Res({ passthrough: true }) reply: HttpReply,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
    @Headers('if-match') condition: string | undefined,
    @Body({ schema: cancelSchema }) body: CancelOrder,
  ): Promise<string> {
    return answerChanged(reply, await this.orders.cancel(principal, orderId, condition, body));
  }
}
