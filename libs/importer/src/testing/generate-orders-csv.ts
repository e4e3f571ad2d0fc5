import { SeededRandom } from './seeded-random.js';

export interface GeneratedOrders {
  readonly csv: string;
  /** Rows without the header. */
  readonly rows: number;
  /** Invoices that must be rejected, by reason code. */
  readonly rejects: Readonly<Record<string, number>>;
  /** Invoices that must become orders. */
  readonly orders: number;
}

type Invoice = readonly { readonly minute: number; readonly text: string }[];

const TITLES = [
  ' PADDED TEA TOWEL  ',
  'PLAIN CAKE STAND',
  '',
  '"ROUND, RED ""BEST"" TRAY"',
  'VOUCHER £10.00',
] as const;
const CHARGES = ['POST', 'DOT', 'M', 'C2', 'BANK CHARGES', 'gift_0001_20'] as const;
const PRICES = ['2.55', '0.85', '1.0', '0.0', '0.001', '12.75', '1.115'] as const;
const COUNTRIES = ['United Kingdom', 'EIRE', 'Channel Islands', 'Unspecified', 'USA', 'Atlantis'] as const;
const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const START = Date.UTC(2010, 10, 30, 8, 0);
const MINUTE_MS = 60_000;
/** Orders spread over three months. */
const DAYS = 70;

/**
 * A file as messy as a real shop's: interleaved invoices, credit notes, adjustments, guests, charges, repeated lines,
 * odd prices, and a few rows that are plainly broken. The same seed gives the same file.
 */
export function generateOrdersCsv(seed: number, invoices: number): GeneratedOrders {
  const random = new SeededRandom(seed);
  const rejects: Record<string, number> = { stock_adjustment: 0, broken: 0 };
  const all: Invoice[] = [];
  for (let index = 0; index < invoices; index += 1) {
    const minute = Math.floor((index * DAYS * 24 * 60) / invoices);
    const number = 536_000 + index;
    if (random.chance(0.06)) {
      rejects['stock_adjustment'] = (rejects['stock_adjustment'] ?? 0) + 1;
      all.push([
        {
          minute,
          text: row(
            `${number}`,
            '22139',
            'damages',
            `-${random.whole(1, 900)}`,
            minute,
            '0.0',
            '',
            'United Kingdom',
          ),
        },
      ]);
    } else if (index % 40 === 17) {
      rejects['broken'] = (rejects['broken'] ?? 0) + 1;
      all.push(broken(random, `${number}`, minute, index));
    } else all.push(invoice(random, `${random.chance(0.16) ? 'C' : ''}${number}`, minute));
  }
  // Sorted by time, invoices of the same minutes come row by row in turn.
  const rows = all.flat().sort((a, b) => a.minute - b.minute);
  return {
    csv: `${[HEADER, ...rows.map(({ text }) => text)].join('\r\n')}\r\n`,
    rows: rows.length,
    rejects,
    orders: invoices - Object.values(rejects).reduce((sum, times) => sum + times, 0),
  };
}

function invoice(random: SeededRandom, number: string, minute: number, least = 1): Invoice {
  const customer = random.chance(0.2) ? '' : `${12_346 + Math.floor(random.next() ** 3 * 400)}.0`;
  const country = random.pick(COUNTRIES);
  const sign = number.startsWith('C') ? '-' : '';
  const lines = Array.from({ length: random.whole(least, random.chance(0.05) ? 120 : 14) }, (_, index) => {
    const at = minute + (index > 2 && random.chance(0.03) ? 1 : 0);
    const sku = random.chance(0.05)
      ? random.pick(CHARGES)
      : `${random.whole(20_000, 20_400)}${random.pick(['', 'A', 'a'])}`;
    const quantity = `${sign}${random.chance(0.01) ? 74_215 : random.whole(1, 48)}`;
    return {
      minute: at,
      text: row(number, sku, random.pick(TITLES), quantity, at, random.pick(PRICES), customer, country),
    };
  });
  const [first] = lines;
  return first && random.chance(0.1) ? [...lines, first] : lines;
}

/** An invoice of at least two good rows and a bad one. */
function broken(random: SeededRandom, number: string, minute: number, kind: number): Invoice {
  const good = invoice(random, number, minute, 2);
  const customer = good[0]?.text.split(',').at(-2) ?? '';
  const bad = [
    row(number, '21000', 'UNDER PRICE', '1', minute, '-3.00', customer, 'EIRE'),
    row(number, '21000', 'HALF A PIECE', '1.5', minute, '3.00', customer, 'EIRE'),
    `${number},21000,"NEVER CLOSED,1,2010-12-01 09:00:00,1.00,${customer},EIRE`,
    `${number},21000,TOO SHORT`,
    row(number, '21000', 'NO SUCH DAY', '1', minute, '3.00', customer, 'EIRE').replace(
      /-\d\d \d\d:/,
      '-31 25:',
    ),
  ];
  return [...good, { minute, text: bad[Math.floor(kind / 40) % bad.length] ?? '' }];
}

function row(
  number: string,
  sku: string,
  title: string,
  quantity: string,
  minute: number,
  price: string,
  customer: string,
  country: string,
): string {
  const time = new Date(START + minute * MINUTE_MS).toISOString().slice(0, 19).replace('T', ' ');
  return [number, sku, title, quantity, time, price, customer, country].join(',');
}
