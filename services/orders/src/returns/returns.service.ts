import { Injectable } from '@nestjs/common';
import type { Line } from '@tenfold/contracts';
import { violatedConstraint } from '@tenfold/database';
import { bodyHashOf } from '@tenfold/delivery';
import { AppError } from '@tenfold/errors';
import type { Principal } from '@tenfold/identity';
import { composeOrder } from '../orders/order.composition.js';
import { RETURNABLE } from '../orders/order.transitions.js';
import type { OrderRow } from '../orders/orders.repository.js';
import { OrdersService } from '../orders/orders.service.js';
import { PlacingService, type NewOrder, type PlacedAnswer } from '../orders/placing.service.js';
import type { ReturnOrder } from './dto/return-order.dto.js';
import { selectReturn } from './return.selection.js';
import { ReturnedPiecesService } from './returned-pieces.service.js';
import { itemsPending, StoredLinesService } from './stored-lines.service.js';

/**
 * Check of returned_line: what a return takes was decided on a row that another return or a cancellation has changed since. Two returns at
 * once cannot take more than was ordered, in pieces or in money, whatever either of them read before.
 */
const AS_READ = 'returned_line_within';

/** Of returns of one line that come together one is written in each round, and the others are composed anew. */
const ATTEMPTS = 100;

@Injectable()
export class ReturnsService {
  constructor(
    private readonly orders: OrdersService,
    private readonly placing: PlacingService,
    private readonly returned: ReturnedPiecesService,
    private readonly lines: StoredLinesService,
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
    const sold = await this.lines.of(order);
    const { id: returnOf, customerId, currency, country } = order;
    const who = { place, bodyHash, actor: principal.subject, reason: request.reason ?? null };
    const draft = { ...who, kind: 'return', customerId, currency, country, metadata: {}, returnOf } as const;
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const answer = await this.attempt({ ...draft, ...(await this.compose(order, sold, request)) });
        if (answer !== undefined) return answer;
      }
      throw overtaken();
    } catch (error) {
      // The same request, sent twice at once, may have taken what this one now misses.
      const meanwhile = error instanceof AppError ? await this.placing.replayed(place, bodyHash) : undefined;
      if (meanwhile === undefined) throw error;
      return meanwhile;
    }
  }

  private async compose(
    order: OrderRow,
    sold: readonly Line[],
    request: ReturnOrder,
  ): Promise<Pick<NewOrder, 'composition' | 'taken'>> {
    const returned = await this.returned.of({ bucket: order.bucket, orderId: order.id });
    const { drafts, taken } = selectReturn(sold, returned, request.lines);
    const composition = composeOrder('return', order.currency, drafts);
    if ('problems' in composition) throw new AppError('validation_failed', { errors: composition.problems });
    return { composition, taken };
  }

  /** @returns undefined when another return of these lines came first */
  private async attempt(draft: NewOrder): Promise<PlacedAnswer | undefined> {
    try {
      return await this.placing.place(draft);
    } catch (error) {
      if (violatedConstraint(error) === AS_READ) return undefined;
      throw error;
    }
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

function overtaken(): AppError {
  return new AppError('return_exceeds_order', {
    detail: 'another return of these lines came first; read what is left and try again',
  });
}
