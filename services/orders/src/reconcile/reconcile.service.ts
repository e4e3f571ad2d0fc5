import { Injectable } from '@nestjs/common';
import { describeLines, mendSet, type StoredLines } from '@tenfold/contracts';
import { ALL_IDS } from '@tenfold/database';
import { together, type Comparison, type Difference } from '@tenfold/delivery';
import { BUCKETS } from '@tenfold/ids';
import { Messaging } from '@tenfold/messaging';
import { OrdersService } from '../orders/orders.service.js';
import { judgeOrder, type Fault } from './judge-order.js';
import { SLICE } from './slice.js';
import { ReconcileReturnsService } from './reconcile-returns.service.js';
import { ReconcileSumsService } from './reconcile-sums.service.js';
import { ReconcileRepository, type ComparedCustomer, type ComparedOrder } from './reconcile.repository.js';

const PAGE = 500;
const ASK = { timeoutMs: 10_000 };
/** Of one slice of buckets: where more is wrong, the next comparison finds the rest. */
const MAX_CUSTOMERS = 1_000;

export interface ReconcileOptions {
  readonly repair: boolean;
  /** How long ago the last thing happened to an order that is compared. */
  readonly quietMs: number;
}

export interface ComparedPage extends Comparison {
  /** Where the next page begins; undefined when this was the last. */
  readonly next: string | undefined;
}

/**
 * Compares what should agree and mends what does not. Safe while orders come in: an order's own numbers never change, its states are
 * compared only when it has been quiet, and each repair holds, or asks again for, what it decides on.
 */
@Injectable()
export class ReconcileService {
  constructor(
    private readonly repository: ReconcileRepository,
    private readonly orders: OrdersService,
    private readonly messaging: Messaging,
    private readonly sums: ReconcileSumsService,
    private readonly returns: ReconcileReturnsService,
  ) {}

  /** Everything, from the first order to the last, every customer and every day. */
  async all(options: ReconcileOptions): Promise<Comparison> {
    const parts: Comparison[] = [];
    for (let after: string | undefined = ALL_IDS.from; after !== undefined;) {
      const page: ComparedPage = await this.page(after, ALL_IDS.below, options);
      parts.push(page);
      after = page.next;
    }
    for (let from = 0; from < BUCKETS; from += SLICE) {
      parts.push(await this.customers(from, options), await this.sums.months(from, options));
    }
    parts.push(await this.sums.days(undefined, Infinity, options));
    return together(parts);
  }

  /** One page of orders with their lines, and of sales with their returns. */
  async page(after: string, before: string, options: ReconcileOptions): Promise<ComparedPage> {
    const quietSince = new Date(Date.now() - options.quietMs).toISOString();
    const orders = await this.repository.page(after, before, quietSince, PAGE);
    const compared = orders.filter(({ quiet }) => quiet);
    const next = orders.length < PAGE ? undefined : orders.at(-1)?.id;
    if (compared.length === 0) return { compared: { orders: 0 }, differences: [], next };
    const reply = await this.messaging.request(
      describeLines,
      { orderIds: compared.map(({ id }) => id) },
      ASK,
    );
    const stored = new Map(reply.orders.map((one) => [one.orderId, one]));
    const differences: Difference[] = [];
    for (const order of compared) {
      const lines = stored.get(order.id);
      const fault = lines === undefined ? undefined : judgeOrder(order, lines);
      if (lines !== undefined && fault !== undefined)
        differences.push(await this.settle(fault, order, lines, options));
    }
    differences.push(...(await this.returns.compare(compared, quietSince, options.repair)));
    return { compared: { orders: compared.length }, differences, next };
  }

  /** The customers of a slice of buckets. */
  async customers(from: number, { repair }: ReconcileOptions): Promise<Comparison> {
    const rows = await this.repository.customers(from, from + SLICE - 1, MAX_CUSTOMERS);
    if (repair) for (const row of rows) await this.repository.recount(row);
    return {
      compared: { 'buckets of customers': SLICE },
      differences: rows.map((row) => customerDifference(row, repair ? 'mended' : 'open')),
    };
  }

  private async settle(
    kind: Fault,
    order: ComparedOrder,
    lines: StoredLines,
    { repair }: ReconcileOptions,
  ): Promise<Difference> {
    const detail = JSON.stringify({
      header: {
        itemCount: order.itemCount,
        total: order.total,
        status: order.status,
        itemsState: order.itemsState,
        approved: order.approved,
      },
      set: lines.set,
      lines: lines.lines,
    });
    const mended = repair && (await this.mend(kind, order, lines));
    const outcome = !repair ? 'open' : mended ? 'mended' : 'unmendable';
    return { kind, key: order.id, detail, outcome };
  }

  private async mend(fault: Fault, order: ComparedOrder, { lines }: StoredLines): Promise<boolean> {
    switch (fault) {
      case 'lines_unconfirmed':
        await this.orders.itemsStored([order.id]);
        return true;
      case 'lines_missing':
        return this.repository.linesAgain(order);
      case 'set_missing':
      case 'set_differs':
        return this.mendSet(order);
      case 'header_differs':
        return this.repository.mendHeader(order, lines.itemCount, lines.total);
      case 'cancellation_lost':
        await this.repository.sayAgain(order, 'cancelled');
        return true;
      case 'approval_missed':
        return this.repository.approve(order);
      case 'approval_lost':
        await this.repository.sayAgain(order, 'approved');
        return true;
      case 'totals_disagree':
      case 'cancellation_unfounded':
        return false;
    }
  }

  private async mendSet(order: ComparedOrder): Promise<boolean> {
    const { id, customerId, currency, kind, source, status, approved } = order;
    const cancelled = status === 'cancelled';
    const marked = approved === null ? {} : { approved };
    const request = { orderId: id, customerId, currency, kind, source, cancelled, ...marked };
    return (await this.messaging.request(mendSet, request, ASK)).mended;
  }
}

function customerDifference(row: ComparedCustomer, outcome: Difference['outcome']): Difference {
  const { customerId, currency, counted, kept } = row;
  return {
    kind: 'customer_sums',
    key: `${customerId} ${currency}`,
    detail: JSON.stringify({ orders: counted, sums: kept }),
    outcome,
  };
}
