import { Injectable } from '@nestjs/common';
import { InjectEnv, InjectLogger } from '@tenfold/bootstrap';
import { discardLines, storeLines, type OrderKind, type OrderLines } from '@tenfold/contracts';
import { isComplaint, isOutOfRange } from '@tenfold/database';
import { judgeKey, keyInUse, wakeRelays } from '@tenfold/delivery';
import { strongEtag } from '@tenfold/http';
import { newId } from '@tenfold/ids';
import { Messaging } from '@tenfold/messaging';
import type { Logger } from '@tenfold/observability';
import type { OrdersEnv } from '../env.js';
import { IdempotencyRepository, type KeyPlace, type KeyRow } from '../idempotency/idempotency.repository.js';
import { OrderCounts } from './order-counts.js';
import { orderNumber } from './order-number.js';
import type { Composition } from './order.composition.js';
import { toOrder } from './order.view.js';
import { customerTotalOutOfRange } from './orders.errors.js';
import { OrdersRepository, type OrderRow } from './orders.repository.js';
import { PlacingRepository, type TakenLine } from './placing.repository.js';

/** What a caller gets, the first time and each time he repeats the request. */
export interface PlacedAnswer {
  readonly status: number;
  readonly location: string;
  readonly etag: string;
  readonly body: string;
}

export interface NewOrder {
  readonly place: KeyPlace;
  readonly bodyHash: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly kind: OrderKind;
  readonly customerId: string | null;
  readonly currency: string;
  readonly country: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly returnOf: string | null;
  readonly composition: Composition;
  readonly taken: readonly TakenLine[];
}

/** Orders that come in through the API; those of an import have a source of their own. */
const SOURCE = 'api';

/**
 * Places sales and returns: has the lines stored first, and then writes the order with the answer that every repeat gets. So an order that
 * says that its lines are stored has them, and there is nothing to write afterwards. Lines whose order never comes are never counted.
 */
@Injectable()
export class PlacingService {
  constructor(
    private readonly placing: PlacingRepository,
    private readonly keys: IdempotencyRepository,
    private readonly orders: OrdersRepository,
    private readonly messaging: Messaging,
    private readonly counts: OrderCounts,
    @InjectEnv() private readonly env: OrdersEnv,
    @InjectLogger() private readonly log: Logger,
  ) {}

  async place(draft: NewOrder): Promise<PlacedAnswer> {
    const { place, composition } = draft;
    const now = Date.now();
    const header = headerOf(draft, newId(place.bucket, now), new Date(now).toISOString());
    const lines = linesOf(header, composition);
    const until = await this.storeAhead(lines);
    const itemsStored = until !== undefined;
    const order = itemsStored ? withLines(header) : header;
    const answer = answerOf(order);
    try {
      const written = await this.placing.place({
        ...draft,
        outboxId: newId(place.bucket, now),
        order,
        etag: answer.etag,
        response: answer.body,
        until: until ?? null,
        approved: order.kind === 'return' ? false : null,
        lines: itemsStored ? null : JSON.stringify(lines),
      });
      if (written) {
        this.counts.placed(order);
        return answer;
      }
    } catch (error) {
      if (itemsStored && isComplaint(error)) this.discard(order.id);
      throw isOutOfRange(error) ? customerTotalOutOfRange() : error;
    }
    if (itemsStored) this.discard(order.id);
    return this.replay(place, draft.bodyHash);
  }

  /** @returns the answer that this key has had, if it was used before */
  async replayed(place: KeyPlace, bodyHash: string): Promise<PlacedAnswer | undefined> {
    const row = await this.keys.find(place);
    return row === undefined ? undefined : this.answerOf(place, row, bodyHash);
  }

  private async replay(place: KeyPlace, bodyHash: string): Promise<PlacedAnswer> {
    const answer = await this.replayed(place, bodyHash);
    // The order came too late to be written; or the sweeper has taken the key, a day after anybody could still ask.
    if (answer === undefined) throw keyInUse();
    return answer;
  }

  private async answerOf(place: KeyPlace, row: KeyRow, bodyHash: string): Promise<PlacedAnswer> {
    const kept = judgeKey(row, bodyHash, Date.now());
    if (kept !== undefined) {
      this.counts.replayed();
      return { status: kept.status, location: locationOf(row.orderId), etag: kept.etag, body: kept.response };
    }
    // A process of the release before has placed this order and did not live to answer. The relay has its lines.
    const order = await this.orders.find(place.bucket, row.orderId, null);
    if (order === undefined) throw keyInUse();
    return this.settle(place, order, row.outboxId);
  }

  /** The first settlement wins; a later one returns what is stored. */
  private async settle(place: KeyPlace, order: OrderRow, outboxId: string): Promise<PlacedAnswer> {
    const answer = answerOf(order);
    const settlement = {
      outboxId,
      etag: answer.etag,
      response: answer.body,
      at: new Date().toISOString(),
    };
    const first = await this.keys.settle(place, settlement);
    wakeRelays();
    if (first) return answer;
    const row = await this.keys.find(place);
    if (row?.status == null || row.etag === null || row.response === null) throw keyInUse();
    return { status: row.status, location: locationOf(order.id), etag: row.etag, body: row.response };
  }

  /**
   * Late, away or broken makes no difference here: then the outbox has the lines, and the customer has an order.
   * @returns until when the order may be written; undefined when it is not known that its lines are stored
   */
  private async storeAhead(lines: OrderLines): Promise<string | undefined> {
    const wait = { timeoutMs: this.env.ORDER_ITEMS_TIMEOUT };
    try {
      return (await this.messaging.request(storeLines, { ...lines, ahead: true }, wait)).until;
    } catch (error) {
      this.log.warn({ err: error, orderId: lines.orderId }, 'lines not handed over, the relay will');
      return undefined;
    }
  }

  /** Nobody waits for it: order-items finds out by itself, later. */
  private discard(orderId: string): void {
    this.messaging
      .request(discardLines, { orderId }, { timeoutMs: this.env.ORDER_ITEMS_TIMEOUT })
      .catch((error: unknown) =>
        this.log.info({ err: error, orderId }, 'lines of no order not taken back at once'),
      );
  }
}

function answerOf(order: OrderRow): PlacedAnswer {
  const body = JSON.stringify(toOrder(order));
  return { status: 201, location: locationOf(order.id), etag: strongEtag(body), body };
}

function headerOf(draft: NewOrder, id: string, at: string): OrderRow {
  const { composition, place } = draft;
  return {
    bucket: place.bucket,
    id,
    number: orderNumber(id),
    kind: draft.kind,
    customerId: draft.customerId,
    status: 'pending',
    itemsState: 'pending',
    currency: draft.currency,
    country: draft.country,
    countryName: null,
    itemCount: composition.lines.length,
    total: composition.total,
    preview: composition.preview,
    source: SOURCE,
    externalReference: null,
    metadata: draft.metadata,
    returnOf: draft.returnOf,
    version: 1,
    statusTimes: { pending: at },
    placedAt: at,
    updatedAt: at,
  };
}

/** In the same version as an order whose lines come later. */
function withLines(order: OrderRow): OrderRow {
  return { ...order, itemsState: 'stored', version: order.version + 1 };
}

function linesOf(order: OrderRow, { lines }: Composition): OrderLines {
  const { id: orderId, customerId, currency, kind, source } = order;
  const approved = kind === 'return' ? ({ approved: false } as const) : {};
  return { orderId, customerId, currency, kind, source, ...approved, lines };
}

function locationOf(orderId: string): string {
  return `/v1/orders/${orderId}`;
}
