import { Injectable } from '@nestjs/common';
import { InjectEnv, InjectLogger } from '@tenfold/bootstrap';
import { storeLines, type OrderKind, type OrderLines } from '@tenfold/contracts';
import { judgeKey, keyInUse, wakeRelays } from '@tenfold/delivery';
import { strongEtag } from '@tenfold/http';
import { newId } from '@tenfold/ids';
import { Messaging } from '@tenfold/messaging';
import type { Logger } from '@tenfold/observability';
import type { OrdersEnv } from '../env.js';
import {
  IdempotencyRepository,
  type KeyPlace,
  type KeyRow,
  type Settlement,
} from '../idempotency/idempotency.repository.js';
import { OrderCounts } from './order-counts.js';
import { orderNumber } from './order-number.js';
import type { Composition } from './order.composition.js';
import { toOrder } from './order.view.js';
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

/** Places sales and returns: writes everything at once, then tries to hand the lines over, then fixes the answer for ever. */
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
    const order = headerOf(draft, newId(place.bucket, now), new Date(now).toISOString());
    const outboxId = newId(place.bucket, now);
    const lines = linesOf(order, composition);
    let itemsStored = false;
    try {
      const written = await this.placing.place({
        ...draft,
        runningUntil: new Date(now + this.env.PLACING_LEASE).toISOString(),
        outboxId,
        order,
        event: JSON.stringify(lines),
      });
      if (!written) return await this.replay(place, draft.bodyHash);
      this.counts.placed(order);
      itemsStored = await this.handOver(lines);
      return await this.settle(place, order, outboxId, { itemsStored, justPlaced: true });
    } catch (error) {
      itemsStored = false;
      throw error;
    } finally {
      // The relay may have the lines now, or when the lease has run out.
      if (!itemsStored) wakeRelays();
    }
  }

  /** @returns the answer that this key has had, if it was used before */
  async replayed(place: KeyPlace, bodyHash: string): Promise<PlacedAnswer | undefined> {
    const row = await this.keys.find(place);
    return row === undefined ? undefined : this.answerOf(place, row, bodyHash);
  }

  private async replay(place: KeyPlace, bodyHash: string): Promise<PlacedAnswer> {
    const answer = await this.replayed(place, bodyHash);
    // The row was there a moment ago: only the sweeper takes rows away, a day after anybody could still ask.
    if (answer === undefined) throw keyInUse();
    return answer;
  }

  private async answerOf(place: KeyPlace, row: KeyRow, bodyHash: string): Promise<PlacedAnswer> {
    const kept = judgeKey(row, bodyHash, Date.now());
    if (kept !== undefined) {
      this.counts.replayed();
      return { status: kept.status, location: locationOf(row.orderId), etag: kept.etag, body: kept.response };
    }
    // Whoever placed this order did not live to answer. The order is there; the relay has its lines.
    const order = await this.orders.find(place.bucket, row.orderId, null);
    if (order === undefined) throw keyInUse();
    return this.settle(place, order, row.outboxId, { itemsStored: false, justPlaced: false });
  }

  /** Whoever settles first decides; the other takes the answer that he finds. */
  private async settle(
    place: KeyPlace,
    order: OrderRow,
    outboxId: string,
    outcome: Pick<Settlement, 'itemsStored' | 'justPlaced'>,
  ): Promise<PlacedAnswer> {
    const at = new Date().toISOString();
    const final: OrderRow = outcome.itemsStored
      ? { ...order, itemsState: 'stored', version: order.version + 1, updatedAt: at }
      : order;
    const body = JSON.stringify(toOrder(final));
    const etag = strongEtag(body);
    const settlement = { ...outcome, orderId: order.id, outboxId, status: 201, etag, response: body, at };
    if (await this.keys.settle(place, settlement)) {
      return { status: 201, location: locationOf(order.id), etag, body };
    }
    const row = await this.keys.find(place);
    if (row?.status == null || row.etag === null || row.response === null) throw keyInUse();
    return { status: row.status, location: locationOf(order.id), etag: row.etag, body: row.response };
  }

  /** Late, away or broken makes no difference here: the outbox has the lines, and the customer has an order. */
  private async handOver(lines: OrderLines): Promise<boolean> {
    try {
      await this.messaging.request(storeLines, lines, { timeoutMs: this.env.ORDER_ITEMS_TIMEOUT });
      return true;
    } catch (error) {
      this.log.warn({ err: error, orderId: lines.orderId }, 'lines not handed over, the relay will');
      return false;
    }
  }
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

function linesOf(order: OrderRow, { lines }: Composition): OrderLines {
  const { id: orderId, customerId, currency, kind, source } = order;
  return { orderId, customerId, currency, kind, source, lines };
}

function locationOf(orderId: string): string {
  return `/v1/orders/${orderId}`;
}
