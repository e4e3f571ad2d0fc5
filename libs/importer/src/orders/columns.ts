/** What an order is made of, and the columns that have it in files of Online Retail and its successor. */
const KNOWN = {
  invoice: ['InvoiceNo', 'Invoice'],
  sku: ['StockCode'],
  title: ['Description'],
  quantity: ['Quantity'],
  date: ['InvoiceDate'],
  price: ['UnitPrice', 'Price'],
  customer: ['CustomerID'],
  country: ['Country'],
} as const;

export type Field = keyof typeof KNOWN;
export const FIELDS = Object.keys(KNOWN) as readonly Field[];
/** Without the others an order has a title by its stock code, nobody as its customer, and no country. */
const NEEDED: readonly Field[] = ['invoice', 'sku', 'quantity', 'date', 'price'];

/** Names of columns by field, as `--map` gives them. */
export type ColumnMap = Readonly<Partial<Record<Field, string>>>;

/** Where each field stands in a row; -1 where the file does not have it. */
export type Columns = Readonly<Record<Field, number>>;

/** Reads `sku=StockCode,price=Unit price`; `auto` names none. Throws an Error that names what is wrong. */
export function parseColumnMap(text: string): ColumnMap {
  const map: Partial<Record<Field, string>> = {};
  for (const pair of text === 'auto' ? [] : text.split(',')) {
    const [field = '', column = ''] = pair.split(/=(.*)/s).map((part) => part.trim());
    if (!isField(field)) throw new Error(`${show(field)} is none of ${FIELDS.join(', ')}`);
    if (column === '') throw new Error(`${field} has no column: write ${field}=Name of the column`);
    if (map[field] !== undefined) throw new Error(`${field} is named twice`);
    map[field] = column;
  }
  return map;
}

/** Names are compared without case, blanks, hyphens and underscores. */
export function columnsOf(header: readonly string[], map: ColumnMap): Columns {
  const names = header.map(plain);
  const at = (field: Field): number => {
    const own = map[field];
    if (own !== undefined) return names.indexOf(plain(own));
    return KNOWN[field].map((name) => names.indexOf(plain(name))).find((index) => index !== -1) ?? -1;
  };
  return Object.fromEntries(FIELDS.map((field) => [field, at(field)])) as Columns;
}

/** Of the columns that are needed or were named, those that the header does not have; empty when all is there. */
export function missingIn(columns: Columns, map: ColumnMap): string[] {
  return FIELDS.filter(
    (field) => columns[field] === -1 && (NEEDED.includes(field) || map[field] !== undefined),
  ).map((field) => `${field} (${map[field] ?? KNOWN[field].join(' or ')})`);
}

function isField(text: string): text is Field {
  return Object.hasOwn(KNOWN, text);
}

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');
}

function show(text: string): string {
  return JSON.stringify(text);
}
