import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  type Answer,
  ApiExport,
  ApiProblems,
  Conditional,
  Exports,
  Reads,
  RequestHeader,
  SelectedMembers,
} from '@tenfold/bootstrap';
import { reconciliationQuery, type ReconciliationQuery } from '@tenfold/contracts';
import { idempotencyKeySchema, idSchema, strongEtag } from '@tenfold/http';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { CheckoutService } from './checkout.service.js';
import {
  cancelSchema,
  expandedOrderSchema,
  historyQuery,
  historySchema,
  orderPageSchema,
  orderQuery,
  orderSchema,
  ordersFilter,
  ordersQuery,
  placeOrderSchema,
  reconciliationSchema,
  transitionSchema,
  type CancelOrder,
  type Order,
  type OrderQuery,
  type OrdersFilter,
  type OrdersQuery,
  type OrderTransition,
  type PageQuery,
  type PlaceOrder,
} from './dto/order.dto.js';
import { ExpansionService } from './expansion.service.js';
import { OrderListsService } from './order-lists.service.js';
import { OrdersService } from './orders.service.js';
import { sendPlaced } from './placed-answer.js';

const decidedOn = z.string().optional().describe('The ETag of the state that the step was decided on');
const cancelledState = z.string().optional().describe('Cancel only this state of the order');

@ApiTags('orders')
@Controller('v1/orders')
export class OrdersHttpController {
  constructor(
    private readonly orders: OrdersService,
    private readonly lists: OrderListsService,
    private readonly exports: Exports,
    private readonly checkout: CheckoutService,
    private readonly expansion: ExpansionService,
  ) {}

  /** Places an order: of customers by stock code and quantity, at listed prices. It is accepted even while its lines cannot be stored yet: see `itemsState`. */
  @Post()
  @ApiOperation({ summary: 'Place an order' })
  @Allow('customer', 'shop', 'staff', 'admin')
  @ApiCreatedResponse({ standardSchema: orderSchema, description: 'The order' })
  @ApiProblems(
    'idempotency_key_missing',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'price_not_yours',
  )
  async place(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
    @RequestHeader('Idempotency-Key', idempotencyKeySchema, { missing: 'idempotency_key_missing' })
    key: string,
    @Body({ schema: placeOrderSchema }) body: PlaceOrder,
  ): Promise<string> {
    return sendPlaced(reply, await this.checkout.place(principal, key, body));
  }

  /** Orders, the newest first, without their lines. Customers see their own. */
  @Get()
  @ApiOperation({ summary: 'List orders, newest first' })
  @Allow('customer', 'staff', 'admin')
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: orderPageSchema, description: 'A page of orders' })
  @ApiProblems('cursor_invalid', 'customer_not_found')
  async list(
    @Conditional() answer: Answer,
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: ordersQuery }) query: OrdersQuery,
    @SelectedMembers() members: readonly string[] | undefined,
  ): Promise<string | undefined> {
    if (members === undefined) return answer.pageOfTexts(await this.lists.pageOfTexts(principal, query));
    return answer.page(await this.lists.page(principal, query, members));
  }

  /** The whole history as NDJSON or CSV, the newest order first, as fast as the client takes it. Customers get their own. */
  @Get('export')
  @ApiOperation({ summary: 'Export orders' })
  @Allow('customer', 'staff', 'admin')
  @Reads('bounded')
  @ApiExport('Order', 'All orders that the filters leave')
  @ApiProblems('customer_not_found')
  async export(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: ordersFilter }) filters: OrdersFilter,
  ): Promise<Readable | undefined> {
    const columns = Object.keys(orderSchema.shape);
    const batches = (size: number) => this.lists.all(principal, filters, size);
    return this.exports.send(request, reply, { name: 'orders', columns, batches });
  }

  /** Lines and money of some orders by their headers. One that there is not is left out. */
  @Get('reconciliation')
  @ApiOperation({ summary: 'Total some orders, to compare them with their origin' })
  @Allow('admin')
  @ApiOkResponse({ standardSchema: reconciliationSchema, description: 'What each of them comes to' })
  async reconcile(
    @Conditional() answer: Answer,
    @Query({ schema: reconciliationQuery }) query: ReconciliationQuery,
  ): Promise<string | undefined> {
    return answer.send({ orders: await this.orders.reconcile(query.orderIds) });
  }

  /** One order; its lines and its history too, where they are asked for. */
  @Get(':orderId')
  @ApiOperation({ summary: 'Read an order' })
  @Allow('customer', 'staff', 'admin')
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: expandedOrderSchema, description: 'The order' })
  @ApiProblems('order_not_found')
  async get(
    @Conditional() answer: Answer,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
    @Query({ schema: orderQuery }) { expand = [] }: OrderQuery,
    @SelectedMembers() members: readonly string[] | undefined,
  ): Promise<string | undefined> {
    if (members === undefined && expand.length === 0)
      return answer.sendText(await this.orders.getText(principal, orderId));
    const order = await this.orders.get(principal, orderId, members);
    return answer.send(await this.expansion.expand(principal, order, expand));
  }

  /** Everything that happened to an order, the first thing first. */
  @Get(':orderId/history')
  @ApiOperation({ summary: 'Read what happened to an order' })
  @Allow('customer', 'staff', 'admin')
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: historySchema, description: 'A page of its history' })
  @ApiProblems('cursor_invalid', 'order_not_found')
  async history(
    @Conditional() answer: Answer,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
    @Query({ schema: historyQuery }) query: PageQuery,
    @SelectedMembers() members: readonly string[] | undefined,
  ): Promise<string | undefined> {
    return answer.page(await this.lists.history(principal, orderId, query, members));
  }

  /** Moves an order a step further; an illegal step is refused and the legal ones are named. */
  @Post(':orderId/transitions')
  @ApiOperation({ summary: 'Move an order to another status' })
  @HttpCode(200)
  @Allow('staff', 'admin')
  @ApiOkResponse({ standardSchema: orderSchema, description: 'The order after the step' })
  @ApiProblems('order_not_found', 'illegal_transition', 'precondition_failed', 'precondition_required')
  async transition(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
    @RequestHeader('If-Match', decidedOn, { required: true }) condition: string | undefined,
    @Body({ schema: transitionSchema }) body: OrderTransition,
  ): Promise<Order> {
    return changed(reply, await this.orders.transition(principal, orderId, condition, body));
  }

  /** Cancels an order: customers until it is being picked, staff until it has left the house. */
  @Post(':orderId/cancel')
  @ApiOperation({ summary: 'Cancel an order' })
  @HttpCode(200)
  @Allow('customer', 'staff', 'admin')
  @ApiOkResponse({ standardSchema: orderSchema, description: 'The cancelled order' })
  @ApiProblems('order_not_found', 'illegal_transition', 'precondition_failed', 'conflict')
  async cancel(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
    @RequestHeader('If-Match', cancelledState) condition: string | undefined,
    @Body({ schema: cancelSchema }) body: CancelOrder,
  ): Promise<Order> {
    return changed(reply, await this.orders.cancel(principal, orderId, condition, body));
  }
}

/** The new state, and the ETag that the next update has to name. */
function changed(reply: FastifyReply, order: Order): Order {
  reply.headers({ etag: strongEtag(JSON.stringify(order)), 'cache-control': 'no-store' });
  return order;
}
