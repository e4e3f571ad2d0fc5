import { resolve } from 'node:path';
import type { ApiClient } from './client/api-client.js';
import { parseColumnMap } from './orders/columns.js';
import { DELIMITERS, type Delimiter, type OrderFormOptions } from './orders/order-form.js';
import { importOrders } from './orders/orders-importer.js';
import type { ProgressLine } from './progress/progress-line.js';
import { minorDigits, readLedger } from './reconciliation/file-ledger.js';
import type { FetchTotals, OrderTotal, Reconciliation } from './reconciliation/reconcile.js';
import { reconcile } from './reconciliation/reconcile.js';
import { reconciliationTable } from './reconciliation/reconciliation-table.js';
import type { SeedOptions } from './seed-options.js';
import { summaryText } from './seed-summary.js';
import type { Counters } from './state/counters.js';
import { total } from './state/counters.js';
import type { JsonLog } from './state/json-log.js';
import type { Reject } from './state/reject.js';
import type { ReportPaths } from './state/report.js';
import { writeReport } from './state/report.js';

export interface SeedContext {
  readonly client: ApiClient;
  readonly file: string;
  readonly output: { write(text: string): unknown };
  readonly progress: ProgressLine;
  readonly stateDir: string;
  /** Origin of the API: progress towards one is none towards another. */
  readonly target: string;
}

export interface OrdersSeed {
  readonly counters: Counters;
  readonly rowsRead: number;
  /** Invoices that an earlier, killed run had settled. */
  readonly resumedAfter: number;
  /** Whether every row that was read is imported, existing or rejected. */
  readonly complete: boolean;
  readonly cut: boolean;
  readonly warnings: readonly string[];
  readonly reconciliation: Reconciliation;
  readonly reports: ReportPaths;
}

/** Imports orders, reports, reconciles. */
export async function seedOrders(context: SeedContext, options: SeedOptions): Promise<OrdersSeed> {
  const { client, file, output, stateDir } = context;
  const { batchLines, batchOrders, concurrency, currency, keepAdjustments, ordersSource, timeZone, window } =
    options;
  const fetchTotals = totalsOf(client);
  const isKnown = async (orderId: string): Promise<boolean> =>
    (await fetchTotals('orders', [orderId])).length > 0;
  const result = await importOrders(
    { ...context, isKnown },
    {
      form: formOptionsOf(options),
      source: ordersSource,
      timeZone,
      currency,
      keepAdjustments,
      window,
      batchOrders,
      batchLines,
      concurrency,
    },
  );
  const { counters, cut, form, listed, rejects, resumedAfter, rowsRead, runs, startedAt, warnings } = result;
  const complete = total(counters.lines) === rowsRead;
  const at = new Date();
  const summary = {
    file: resolve(file),
    source: ordersSource,
    timeZone,
    currency,
    form: { ...form, columns: undefined },
    startedAt,
    finishedAt: at.toISOString(),
    runs,
    resumedAfter,
    rowsRead,
    complete,
    cut,
    invoices: counters.orders,
    lines: counters.lines,
    reasons: counters.reasons,
    productsListed: listed,
    warnings,
  };
  const reports = await writeReport(stateDir, {
    name: 'orders',
    at,
    summary,
    rejects: () => rejects.read(),
    unit: 'invoice',
  });
  output.write(
    summaryText({
      title: `Orders from ${file} (${form.encoding}, ${nameOf(form.delimiter)} between columns, dates ${form.dayOrder})`,
      units: ['invoices', 'lines'],
      read: rowsRead,
      counters,
      complete,
      warnings,
      reports,
    }),
  );

  const ledger = await readLedger(file, { skip: await linesOf(rejects), timeZone, currency, form });
  const reconciliation = await reconcile(ledger, currency, result.orders.read(), fetchTotals);
  output.write(`\n${reconciliationTable(reconciliation, currency, minorDigits(currency))}`);
  result.done();
  return { counters, rowsRead, resumedAfter, complete, cut, warnings, reconciliation, reports };
}

function formOptionsOf({ dateFormat, delimiter, encoding, map }: SeedOptions): OrderFormOptions {
  return {
    encoding: encoding === 'auto' ? undefined : encoding === 'latin1' ? 'windows-1252' : encoding,
    delimiter: delimiter === 'auto' ? undefined : DELIMITERS[delimiter],
    dayOrder: dateFormat === 'auto' ? undefined : dateFormat,
    map: parseColumnMap(map),
  };
}

function nameOf(delimiter: Delimiter): string {
  return Object.entries(DELIMITERS).find(([, character]) => character === delimiter)?.[0] ?? delimiter;
}

function totalsOf(client: ApiClient): FetchTotals {
  return async (service, orderIds) => {
    const { body } = await client.get(`/v1/${service}/reconciliation?orderIds=${orderIds.join(',')}`);
    return (body as { orders: OrderTotal[] }).orders;
  };
}

async function linesOf(rejects: JsonLog<Reject>): Promise<Set<number>> {
  const lines = new Set<number>();
  for await (const reject of rejects.read()) for (const { line } of reject.lines) lines.add(line);
  return lines;
}
