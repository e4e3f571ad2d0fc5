import { Injectable } from '@nestjs/common';
import type { OrderLines } from '@tenfold/contracts';
import type { Queryable, ShardAccess } from '@tenfold/database';
import { newId } from '@tenfold/ids';
import type { TraceContext } from '@tenfold/observability';
import * as sql from './gathering.statements.js';
import { PRODUCTS_PER_EVENT } from './product-events.js';
import { salesOf, type SoldOrder } from './product-sales.js';
import { StoredHere } from './stored-here.js';

/** A row in the outbox that says that an order's lines are stored. */
export interface Note {
  readonly bucket: number;
  readonly id: string;
}

interface TakenNote {
  readonly bucket: number;
  readonly orderId: string;
  readonly traceContext: TraceContext | null;
}

type LineOf = Omit<SoldOrder, 'lines'> & SoldOrder['lines'][number];

/** Makes events of notes. What this process has stored itself it need not read again. */
@Injectable()
export class NoteEvents {
  private readonly storedHere = new StoredHere();

  remember(order: OrderLines): void {
    this.storedHere.remember(order);
  }

  /**
   * Notes go and their events come in one transaction, or an order would count twice, or never.
   * @returns how many notes there were still
   */
  make(shard: ShardAccess, notes: readonly Note[]): Promise<number> {
    return shard.transaction(async (tx) => {
      const keys = [notes.map(({ bucket }) => bucket), notes.map(({ id }) => id)];
      const taken = await tx.query<TakenNote>(sql.TAKE_NOTES, keys);
      const [first] = taken;
      if (first === undefined) return 0;
      const products = salesOf(await this.ordersOf(tx, taken));
      const orderIds = taken.map(({ orderId }) => orderId);
      const events = chunksOf(products, PRODUCTS_PER_EVENT).map((some, index) =>
        JSON.stringify({ orderIds: index === 0 ? orderIds : [], products: some }),
      );
      await tx.query(sql.WRITE_EVENTS, [
        first.bucket,
        events.map(() => newId(first.bucket)),
        events,
        first.traceContext === null ? null : JSON.stringify(first.traceContext),
      ]);
      return taken.length;
    });
  }

  private async ordersOf(tx: Queryable, notes: readonly TakenNote[]): Promise<SoldOrder[]> {
    const orders: SoldOrder[] = [];
    const others: TakenNote[] = [];
    for (const note of notes) {
      const order = this.storedHere.take(note.orderId);
      if (order === undefined) others.push(note);
      else orders.push(order);
    }
    if (others.length === 0) return orders;
    const rows = await tx.query<LineOf>(sql.LINES_OF, [
      others.map(({ bucket }) => bucket),
      others.map(({ orderId }) => orderId),
    ]);
    const groups = [...Map.groupBy(rows, ({ orderId }) => orderId).values()];
    return [
      ...orders,
      ...groups.flatMap((lines) => (lines[0] === undefined ? [] : [{ ...lines[0], lines }])),
    ];
  }
}

/** At least one: orders without products do not exist, and are to be named all the same. */
function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks = Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  );
  return chunks.length === 0 ? [[]] : chunks;
}
