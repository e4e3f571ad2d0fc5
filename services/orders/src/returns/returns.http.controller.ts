import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, RequestHeader } from '@tenfold/bootstrap';
import { idempotencyKeySchema, idSchema } from '@tenfold/http';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import type { FastifyReply } from 'fastify';
import { orderSchema } from '../orders/dto/order.dto.js';
import { sendPlaced } from '../orders/placed-answer.js';
import { returnOrderSchema, type ReturnOrder } from './dto/return-order.dto.js';
import { ReturnsService } from './returns.service.js';

@ApiTags('orders')
@Controller('v1/orders')
export class ReturnsHttpController {
  constructor(private readonly returns: ReturnsService) {}

  /** Sends back some or all of a delivered order: an order of its own, with negative quantities and total. */
  @Post(':orderId/returns')
  @ApiOperation({ summary: 'Send back some or all of an order' })
  @Allow('customer', 'staff', 'admin')
  @ApiCreatedResponse({ standardSchema: orderSchema, description: 'The return' })
  @ApiProblems(
    'idempotency_key_missing',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'order_items_pending',
    'order_not_found',
    'order_not_returnable',
    'return_exceeds_order',
  )
  async place(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
    @RequestHeader('Idempotency-Key', idempotencyKeySchema, { missing: 'idempotency_key_missing' })
    key: string,
    @Body({ schema: returnOrderSchema }) body: ReturnOrder,
  ): Promise<string> {
    return sendPlaced(reply, await this.returns.place(principal, orderId, key, body));
  }
}
