import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  type Answer,
  ApiExport,
  ApiProblems,
  Conditional,
  Exports,
  Reads,
  SelectedMembers,
} from '@tenfold/bootstrap';
import { reconciliationQuery, type ReconciliationQuery } from '@tenfold/contracts';
import { idSchema } from '@tenfold/http';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import {
  lineNoSchema,
  linesExportQuery,
  orderItemPageSchema,
  orderItemSchema,
  orderItemsQuery,
  reconciliationSchema,
  type LinesExportQuery,
  type OrderItemsQuery,
} from './dto/order-item.dto.js';
import { LineExportsService } from './exports.service.js';
import { LinesService } from './lines.service.js';

/** Lines that an export reads and writes at once: they are small, and this many are written in a few milliseconds. */
const EXPORT_BATCH = 1_000;

@ApiTags('order-items')
@Controller('v1/order-items')
export class LinesHttpController {
  constructor(
    private readonly lines: LinesService,
    private readonly exported: LineExportsService,
    private readonly exports: Exports,
  ) {}

  /** The lines of an order, in their order. */
  @Get()
  @ApiOperation({ summary: 'List the lines of an order' })
  @Allow('customer', 'staff', 'admin')
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: orderItemPageSchema, description: 'A page of the lines of an order' })
  @ApiProblems('cursor_invalid', 'order_items_not_found')
  async list(
    @Conditional() answer: Answer,
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: orderItemsQuery }) { orderId, cursor, limit }: OrderItemsQuery,
    @SelectedMembers() members: readonly string[] | undefined,
  ): Promise<string | undefined> {
    return answer.page(await this.lines.page(principal, orderId, cursor, limit, members));
  }

  /** The lines of a whole history as NDJSON or CSV, month by month, the newest first. Customers get their own. */
  @Get('export')
  @ApiOperation({ summary: 'Export the lines of orders' })
  @Allow('customer', 'staff', 'admin')
  @Reads('bounded')
  @ApiExport('OrderItem', 'All lines of the orders that the filters leave')
  @ApiProblems('customer_not_found')
  async export(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: linesExportQuery }) query: LinesExportQuery,
  ): Promise<Readable | undefined> {
    const columns = Object.keys(orderItemSchema.shape);
    const batches = (size: number) => this.exported.all(principal, query, size);
    return this.exports.send(request, reply, { name: 'order-items', columns, batch: EXPORT_BATCH, batches });
  }

  /** Lines and money of some orders, counted from the lines themselves. An order without lines is left out. */
  @Get('reconciliation')
  @ApiOperation({ summary: 'Total the lines of some orders, to compare them with their origin' })
  @Allow('admin')
  @ApiOkResponse({ standardSchema: reconciliationSchema, description: 'What the lines of each come to' })
  async reconcile(
    @Conditional() answer: Answer,
    @Query({ schema: reconciliationQuery }) query: ReconciliationQuery,
  ): Promise<string | undefined> {
    return answer.send({ orders: await this.lines.reconcile(query.orderIds) });
  }

  /** One line of an order. */
  @Get(':orderId/:lineNo')
  @ApiOperation({ summary: 'Read one line of an order' })
  @Allow('customer', 'staff', 'admin')
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: orderItemSchema, description: 'The line' })
  @ApiProblems('order_items_not_found')
  async get(
    @Conditional() answer: Answer,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
    @Param('lineNo', { schema: lineNoSchema }) lineNo: number,
    @SelectedMembers() members: readonly string[] | undefined,
  ): Promise<string | undefined> {
    return answer.send(await this.lines.one(principal, orderId, lineNo, members));
  }
}
