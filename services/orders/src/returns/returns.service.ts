import { Injectable } from '@nestjs/common';
import { InjectEnv } from '@tenfold/bootstrap';
import { listLines, type Line } from '@tenfold/contracts';
import { violatedConstraint } from '@tenfold/database';
import { bodyHashOf } from '@tenfold/delivery';
import { AppError } from '@tenfold/errors';
import type { Principal } from '@tenfold/identity';
import { Messaging } from '@tenfold/messaging';
import type { OrdersEnv } from '../env.js';
import { composeOrder } from '../orders/order.composition.js';
import { RETURNABLE } from '../orders/order.transitions.js';
import type { OrderRow } from '../orders/orders.repository.js';
import { OrdersService } from '../orders/orders.service.js';
import { PlacingService, type PlacedAnswer } from '../orders/placing.service.js';
import type { ReturnOrder } from './dto/return-order.dto.js';
import { selectReturn } from './return.selection.js';
import { ReturnsRepository } from './returns.repository.js';

const LINES_PER_PAGE = 500;

/** Check of returned_line: two returns at once cannot take more than was ordered, whatever either of them read before. */
const WITHIN_ORDER = 'returned_line_within';

@Injectable()
export class ReturnsService {
  constructor(
    private readonly orders: OrdersService,
    private readonly placing: PlacingService,
    private readonly returns: ReturnsRepository,
    private readonly messaging: Messaging,
    @InjectEnv() private readonly env: OrdersEnv,
  ) {}

  async place(
    principal: Principal,
    orderId: string,
    key: string,
    request: ReturnOrder,
  ): Promise<PlacedAnswer> {
    const order = await this.orders.load(principal, orderId);
    const scope = `${principal.subject} POST /v1/orders/${orderId}/returns`;
    const place = { bucket: order.bucket, scope, key };
    const bodyHash = bodyHashOf(request);
    // First of all: once "everything" has come back there is nothing left for a repeat to compose.
    const replayed = await this.placing.replayed(place, bodyHash);
    if (replayed !== undefined) return replayed;
    assertReturnable(order);
    const { drafts, taken } = await this.select(order, request);
    const composition = composeOrder('return', order.currency, drafts);
    if ('problems' in composition) throw new AppError('validation_failed', { errors: composition.problems });
    try {
      return await this.placing.place({
        place,
        bodyHash,
        actor: principal.subject,
        reason: request.reason ?? null,
        kind: 'return',
        customerId: order.customerId,
        currency: order.currency,
        country: order.country,
        metadata: {},
        returnOf: order.id,
        composition,
        taken,
      });
    } catch (error) {
      throw violatedConstraint(error) === WITHIN_ORDER ? overtaken() : error;
    }
  }

  private async select(order: OrderRow, request: ReturnOrder): Promise<ReturnType<typeof selectReturn>> {
    const [sold, returned] = await Promise.all([
      this.soldLines(order),
      this.returns.returned(order.bucket, order.id),
    ]);
    return selectReturn(sold, new Map(returned.map((row) => [row.lineNo, row.quantity])), request.lines);
  }

  private async soldLines(order: OrderRow): Promise<Line[]> {
    const sold: Line[] = [];
    const timeoutMs = this.env.ORDER_ITEMS_TIMEOUT;
    while (sold.length < order.itemCount) {
      const afterLineNo = sold.at(-1)?.lineNo ?? 0;
      const question = { orderId: order.id, afterLineNo, limit: LINES_PER_PAGE };
      const { lines } = await this.messaging.request(listLines, question, { timeoutMs });
      if (lines.length === 0) throw itemsPending();
      sold.push(...lines);
    }
    return sold;
  }
}

function assertReturnable(order: OrderRow): void {
  if (order.kind !== 'sale') {
    throw new AppError('order_not_returnable', { detail: 'a return cannot be returned' });
  }
  if (!RETURNABLE.includes(order.status)) {
    throw new AppError('order_not_returnable', {
      detail: `an order that is ${order.status} cannot be returned; it must be ${RETURNABLE.join(' or ')}`,
    });
  }
  if (order.itemsState === 'pending') throw itemsPending();
}

function itemsPending(): AppError {
  return new AppError('order_items_pending', {
    detail: 'the lines of the order are on their way; try again in a moment',
    headers: { 'retry-after': '1' },
  });
}

function overtaken(): AppError {
  return new AppError('return_exceeds_order', {
    detail: 'another return of these lines came first; read what is left and try again',
  });
}
