import { Body, Controller, Headers, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '@tenfold/bootstrap';
import { idSchema } from '@tenfold/http';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import type { HttpReply } from '../http-answer.js';
import { KEY_HEADER, requireKey } from '../idempotency/idempotency-key.header.js';
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
  @Allow('customer', 'staff', 'admin')
  @ApiHeader(KEY_HEADER)
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
    @Res({ passthrough: true }) reply: HttpReply,
    @CurrentPrincipal() principal: Principal,
    @Param('orderId', { schema: idSchema }) orderId: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: returnOrderSchema }) body: ReturnOrder,
  ): Promise<string> {
    return sendPlaced(reply, await this.returns.place(principal, orderId, requireKey(key), body));
  }
}
