import { lineTotal } from '@tenfold/money';
import { ByteSource } from '../src/input/byte-source.js';
import { mapInvoice } from '../src/orders/invoice-mapper.js';
import { instantsOf } from '../src/orders/local-time.js';
import { OrderFile } from '../src/orders/order-file.js';
import { detectOrderForm } from '../src/orders/order-form.js';
import { readLedger } from '../src/reconciliation/file-ledger.js';

const file = process.env['TENFOLD_ORDERS_FILE'] ?? '';
/** The numbers are of one real file, which is not part of the repository. */
const whenPresent = file === '' ? describe.skip : describe;

whenPresent('control totals of the real file', () => {
  it('should map all of it to the sales, credit notes and adjustments that were counted by hand', async () => {
    const options = { toInstant: instantsOf('UTC'), currency: 'GBP', keepAdjustments: false };
    const form = await detectOrderForm(file, { map: {} });
    const orders = new OrderFile(await ByteSource.open(file), form, 2_000);
    const sums = new Map<string, { invoices: number; guests: number; lines: number; total: number }>();
    const skip = new Set<number>();
    for await (const invoices of orders.invoices()) {
      for (const invoice of invoices) {
        const mapped = mapInvoice(invoice, options);
        const kind = 'order' in mapped ? mapped.order.kind : mapped.refusal.code;
        const sum = sums.get(kind) ?? { invoices: 0, guests: 0, lines: 0, total: 0 };
        sum.invoices += 1;
        sum.lines += invoice.rows.length;
        if ('order' in mapped) {
          sum.guests += mapped.order.customerId === null ? 1 : 0;
          for (const line of mapped.order.lines) sum.total += lineTotal(line.quantity, line.unitPrice, 'GBP');
        } else for (const row of invoice.rows) skip.add(row.line);
        sums.set(kind, sum);
      }
    }
    expect(orders.rows).toBe(245_903);
    expect(orders.warnings).toEqual([]);
    expect(Object.fromEntries(sums)).toEqual({
      sale: { invoices: 10_031, guests: 1_228, lines: 240_651, total: 482_646_649 },
      return: { invoices: 2_006, guests: 104, lines: 4_494, total: -42_851_573 },
      stock_adjustment: { invoices: 758, guests: 0, lines: 758, total: 0 },
    });

    const ledger = await readLedger(file, { skip, timeZone: 'UTC', currency: 'GBP', form });
    const bySum = { sale: 0n, return: 0n };
    for (const [key, { total }] of ledger.months) bySum[key.endsWith('sale') ? 'sale' : 'return'] += total;
    expect(bySum).toEqual({ sale: 482_646_649n, return: -42_851_573n });
    expect(ledger.skipped).toEqual({ orders: 758, lines: 758, total: 0n });
    expect(ledger.unexplained).toEqual([]);
  });
});
