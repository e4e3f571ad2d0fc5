import { join } from 'node:path';
import type { ApiClient } from '../client/api-client.js';
import { ByteSource } from '../input/byte-source.js';
import type { ProgressLine } from '../progress/progress-line.js';
import type { Progress } from '../state/checkpoint.js';
import { Checkpoint, fingerprint } from '../state/checkpoint.js';
import type { Counters } from '../state/counters.js';
import { count, noCounts, total } from '../state/counters.js';
import { JsonLog } from '../state/json-log.js';
import type { Reject } from '../state/reject.js';
import type { Batch, Item } from './batcher.js';
import { Batcher } from './batcher.js';
import type { ImportResult } from './import-order.js';
import { mapInvoice } from './invoice-mapper.js';
import { instantsOf } from './local-time.js';
import { OrderFile } from './order-file.js';
import { detectOrderForm, type OrderForm, type OrderFormOptions } from './order-form.js';
import { OrderSender } from './order-sender.js';
import { PriceList } from './price-list.js';
import { rejectOf } from './reject-of.js';
import { SettleInOrder } from '../client/settle-in-order.js';

export interface OrdersImportOptions {
  readonly form: OrderFormOptions;
  readonly source: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly keepAdjustments: boolean;
  readonly window: number;
  readonly batchOrders: number;
  readonly batchLines: number;
  readonly concurrency: number;
}

export interface OrdersImport {
  /** How the file is written. */
  readonly form: OrderForm;
  readonly counters: Counters;
  readonly rowsRead: number;
  readonly cut: boolean;
  readonly warnings: readonly string[];
  readonly startedAt: string;
  readonly runs: number;
  readonly resumedAfter: number;
  readonly rejects: JsonLog<Reject>;
  /** Products that are new in the catalogue, or have other prices. */
  readonly listed: number;
  /** The orders that invoices of the file are now, in its order. */
  readonly orders: JsonLog<KnownOrder>;
  /** Forgets the progress; called when the report is safely written. */
  readonly done: () => void;
}

export interface KnownOrder {
  readonly invoice: string;
  readonly orderId: string;
}

interface Context {
  /** Whether the API has this order. */
  readonly isKnown: (orderId: string) => Promise<boolean>;
  readonly file: string;
  readonly stateDir: string;
  readonly target: string;
  readonly client: ApiClient;
  readonly progress: ProgressLine;
}

/** Imports the orders of a file, from where an earlier run of the same file was killed. */
export async function importOrders(context: Context, options: OrdersImportOptions): Promise<OrdersImport> {
  const { client, file, progress, stateDir, target } = context;
  const source = await ByteSource.open(file);
  const form = await detectOrderForm(file, options.form);
  const { concurrency: _, form: __, ...shaping } = options;
  const checkpoint = new Checkpoint(
    join(stateDir, 'orders.checkpoint.json'),
    await fingerprint(file, [target, shaping, form]),
  );
  const logs = {
    rejects: join(stateDir, 'orders.rejects.jsonl'),
    orders: join(stateDir, 'orders.known.jsonl'),
  };
  const saved = await trusted(checkpoint.load(logs), logs.orders, context);
  const rejects = new JsonLog<Reject>(logs.rejects, saved?.logBytes['rejects'] ?? 0);
  const known = new JsonLog<KnownOrder>(logs.orders, saved?.logBytes['orders'] ?? 0);
  const counters = saved?.counters ?? noCounts();
  const startedAt = saved?.startedAt ?? new Date().toISOString();
  const runs = (saved?.runs ?? 0) + 1;
  let items = saved?.items ?? 0;

  const prices = new PriceList();
  const orders = new OrderFile(source, form, options.window);
  const sender = new OrderSender(client, options.source);
  const batcher = new Batcher(options.batchOrders, options.batchLines);
  const mapping = { ...options, toInstant: instantsOf(options.timeZone) };
  const state = () => ({
    share: shareOf(source, orders.rows, counters),
    text: `${total(counters.lines)} lines, ${total(counters.orders)} invoices, ${counters.orders.rejected} of them rejected`,
  });
  const settling = new SettleInOrder<Settled>(options.concurrency, ({ batch, results }) => {
    const settled = tally(batch, results, counters, prices);
    rejects.append(settled.rejects);
    known.append(settled.known);
    items += batch.length;
    const logBytes = { rejects: rejects.bytes, orders: known.bytes };
    checkpoint.save({ items, counters, logBytes, startedAt, runs });
    progress.update(state());
  });
  const send = (batch: Batch): Promise<void> =>
    settling.run(async () => ({
      batch,
      results: await sender.send(batch.flatMap(({ order }) => order ?? [])),
    }));

  let skip = items;
  for await (const invoices of orders.invoices()) {
    for (const invoice of invoices) {
      const mapped = mapInvoice(invoice, mapping);
      if (skip > 0) {
        skip -= 1;
        if ('order' in mapped) prices.note(mapped.order);
        continue;
      }
      const batch = batcher.add({ invoice, ...mapped });
      if (batch) await send(batch);
    }
    progress.update(state());
  }
  const rest = batcher.take();
  if (rest) await send(rest);
  await settling.finish();
  progress.end(state());
  const listed = await prices.send(client);
  return {
    form,
    counters,
    rowsRead: orders.rows,
    cut: orders.cut,
    warnings: orders.warnings,
    startedAt,
    runs,
    resumedAfter: saved?.items ?? 0,
    rejects,
    listed,
    orders: known,
    done: () => checkpoint.clear(),
  };
}

/** A checkpoint outlives a database that was reset: what it calls settled must be there still. */
async function trusted(
  saved: Progress | null,
  logPath: string,
  { isKnown }: Context,
): Promise<Progress | null> {
  if (saved === null) return null;
  let first: KnownOrder | undefined;
  let last: KnownOrder | undefined;
  const log = new JsonLog<KnownOrder>(logPath, saved.logBytes['orders'] ?? 0);
  for await (const order of log.read()) {
    first ??= order;
    last = order;
  }
  for (const order of [first, last]) if (order !== undefined && !(await isKnown(order.orderId))) return null;
  return saved;
}

/** Of the file that was read, what is settled: reading is ahead of the answers. */
function shareOf(source: ByteSource, rowsRead: number, { lines }: Counters): number {
  const read = source.size === 0 ? 1 : source.bytesRead / source.size;
  return rowsRead === 0 ? read : (read * Math.min(rowsRead, total(lines))) / rowsRead;
}

interface Settled {
  readonly batch: Batch;
  readonly results: readonly ImportResult[];
}

/** Counts a batch; gives its rejects, both its own and those of the API, and the orders that the others are. */
function tally(
  batch: Batch,
  results: readonly ImportResult[],
  counters: Counters,
  prices: PriceList,
): { rejects: Reject[]; known: KnownOrder[] } {
  const answers = results.values();
  const known: KnownOrder[] = [];
  const rejects = batch.flatMap((item: Item) => {
    const { number, rows } = item.invoice;
    const result = item.order ? answers.next().value : undefined;
    const reject = rejectOf(item, result);
    if (reject) count(counters, 'rejected', rows.length, number !== null, reject.code);
    else
      count(counters, result?.outcome === 'created' ? 'imported' : 'existing', rows.length, number !== null);
    if (!reject && item.order !== undefined) prices.note(item.order);
    if (!reject && number !== null && result?.orderId !== undefined)
      known.push({ invoice: number, orderId: result.orderId });
    return reject ?? [];
  });
  return { rejects, known };
}
