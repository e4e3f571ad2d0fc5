import { Injectable } from '@nestjs/common';
import { InjectEnv, InjectLogger } from '@tenfold/bootstrap';
import { MAX_LINES, MAX_LINES_BYTES, storeLinesBatch } from '@tenfold/contracts';
import type { ShardAccess } from '@tenfold/database';
import { AppError, type FieldError } from '@tenfold/errors';
import type { Principal } from '@tenfold/identity';
import { Messaging } from '@tenfold/messaging';
import type { Logger } from '@tenfold/observability';
import type { OrdersEnv } from '../env.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { MAX_IMPORT_LINES, type ImportOrders, type ImportResult } from './dto/import-orders.dto.js';
import { composeImport, packMessages, type ImportDraft } from './import.composition.js';
import { ImportsRepository } from './imports.repository.js';

/** The lines of an order with its envelope must fit a message: the envelope takes less than this. */
const ENVELOPE_BYTES = 10_000;

@Injectable()
export class ImportsService {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly orders: OrdersRepository,
    private readonly messaging: Messaging,
    @InjectEnv() private readonly env: OrdersEnv,
    @InjectLogger() private readonly log: Logger,
  ) {}

  async import(principal: Principal, { source, orders }: ImportOrders): Promise<ImportResult[]> {
    assertSize(orders);
    const results = new Map<number, ImportResult>();
    const drafts = new Map<number, ImportDraft>();
    const references = new Set<string>();
    orders.forEach((input, index) => {
      const composed = composeImport(source, input, `/orders/${index}`);
      if ('problems' in composed) {
        results.set(index, rejection(input, composed.problems));
      } else if (references.has(composed.order.externalReference)) {
        results.set(index, rejection(input, [twice(index)]));
      } else {
        references.add(composed.order.externalReference);
        drafts.set(index, composed);
      }
    });
    const outcome = await this.store(principal, source, [...drafts.values()]);
    for (const [index, draft] of drafts) results.set(index, outcomeOf(draft, outcome));
    return orders.flatMap((_, index) => results.get(index) ?? []);
  }

  private async store(
    principal: Principal,
    source: string,
    drafts: readonly ImportDraft[],
  ): Promise<ReadonlyMap<string, string>> {
    const parts = await this.imports.perShard(drafts, (shard, group) =>
      this.storeOn(shard, principal, source, group),
    );
    const created = parts.flatMap((part) => part.created);
    await this.handOver(created);
    return new Map(parts.flatMap((part) => part.known));
  }

  /** @returns the orders that are new, and the id of every reference that is stored now */
  private async storeOn(
    shard: ShardAccess,
    principal: Principal,
    source: string,
    drafts: readonly ImportDraft[],
  ): Promise<{ created: ImportDraft[]; known: [reference: string, orderId: string][] }> {
    // The relay leaves the lines alone while we hand them over ourselves.
    const availableAt = new Date(Date.now() + 2 * this.env.IMPORT_TIMEOUT).toISOString();
    const ids = new Set(await this.imports.store(shard, source, principal.subject, availableAt, drafts));
    const created = drafts.filter((draft) => ids.has(draft.order.id));
    const others = drafts.filter((draft) => !ids.has(draft.order.id));
    const rows = others.length === 0 ? [] : await this.imports.known(shard, source, others);
    const known: [string, string][] = [
      ...created.map((draft): [string, string] => [draft.order.externalReference, draft.order.id]),
      ...rows.map((row): [string, string] => [row.reference, row.orderId]),
    ];
    return { created, known };
  }

  /** Two messages at a time: one is being stored while the other is on its way. What fails, the relay delivers. */
  private async handOver(created: readonly ImportDraft[]): Promise<void> {
    const messages = packMessages(created, MAX_LINES, MAX_LINES_BYTES + ENVELOPE_BYTES);
    const next = messages.values();
    const worker = async (): Promise<void> => {
      for (const message of next) await this.send(message);
    };
    await Promise.all([worker(), worker()]);
  }

  private async send(message: readonly ImportDraft[]): Promise<void> {
    try {
      const request = { orders: message.map((draft) => draft.lines) };
      await this.messaging.request(storeLinesBatch, request, { timeoutMs: this.env.IMPORT_TIMEOUT });
      await this.orders.markStored(
        message.map(({ order, outboxId }) => ({ bucket: order.bucket, orderId: order.id, outboxId })),
      );
    } catch (error) {
      this.log.warn({ err: error, orders: message.length }, 'lines not handed over, the relay will');
    }
  }
}

function assertSize(orders: readonly unknown[]): void {
  const lines = orders.reduce<number>((sum, order) => {
    const own = (order as { lines?: unknown } | null)?.lines;
    return sum + (Array.isArray(own) ? own.length : 0);
  }, 0);
  if (lines <= MAX_IMPORT_LINES) return;
  const detail = `must not have more than ${MAX_IMPORT_LINES} lines in all, has ${lines}`;
  throw new AppError('validation_failed', {
    detail,
    errors: [{ pointer: '/orders', code: 'too_big', detail }],
  });
}

function outcomeOf({ order }: ImportDraft, known: ReadonlyMap<string, string>): ImportResult {
  const { externalReference } = order;
  const orderId = known.get(externalReference) ?? order.id;
  return { externalReference, outcome: orderId === order.id ? 'created' : 'exists', orderId };
}

function rejection(input: unknown, problems: readonly FieldError[]): ImportResult {
  const reference = (input as { externalReference?: unknown } | null)?.externalReference;
  const [first] = problems;
  return {
    externalReference: typeof reference === 'string' ? reference : null,
    outcome: 'rejected',
    ...(first === undefined ? {} : { code: first.code, detail: first.detail }),
    ...(first?.pointer === undefined ? {} : { pointer: first.pointer }),
  };
}

function twice(index: number): FieldError {
  const detail = 'stands in this request already';
  return { pointer: `/orders/${index}/externalReference`, code: 'duplicate_reference', detail };
}
