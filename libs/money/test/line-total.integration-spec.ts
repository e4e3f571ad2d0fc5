import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Client } from 'pg';
import { z } from 'zod';
import { CURRENCIES, currencyExponent, LINE_TOTAL_SQL, lineTotal } from '../src/index.js';

const shardMapSchema = z.object({
  shards: z.record(
    z.string(),
    z.object({ primary: z.object({ host: z.string(), port: z.int(), database: z.string() }) }),
  ),
});

const env = z
  .object({
    SHARD_MAP_FILE: z.string(),
    TENFOLD_ADMIN_USER: z.string(),
    TENFOLD_ADMIN_PASSWORD: z.string(),
  })
  .parse(process.env);

type Line = readonly [quantity: number, unitPrice: string, currency: string];

const EDGES: readonly Line[] = [
  [1, '0.005', 'GBP'],
  [-1, '0.005', 'GBP'],
  [1, '0.0049', 'GBP'],
  [-1, '0.0049', 'GBP'],
  [1, '0.0051', 'GBP'],
  [1, '0.001', 'GBP'],
  [5, '0.001', 'GBP'],
  [-5, '0.001', 'GBP'],
  [74_215, '1.04', 'GBP'],
  [-74_215, '1.04', 'GBP'],
  [3, '1.005', 'GBP'],
  [1, '0.5', 'JPY'],
  [-1, '0.5', 'JPY'],
  [1, '1.0005', 'BHD'],
  [7, '0.0001', 'CLF'],
  [0, '9.99', 'EUR'],
  [-1, '0', 'EUR'],
  [9, '999999999999.9999', 'GBP'],
];

/** Halves turn up in random prices seldom, so that half of the lines are made to end in one. */
const randomLine: fc.Arbitrary<Line> = fc.oneof(
  fc.tuple(
    fc.integer({ min: -100_000, max: 100_000 }),
    fc.stringMatching(/^[0-9]{1,6}(\.[0-9]{1,4})?$/),
    fc.constantFrom(...CURRENCIES),
  ),
  fc.tuple(
    fc.integer({ min: -50_000, max: 50_000 }).map((half) => 2 * half + 1),
    fc.nat(99_999).chain((whole) => fc.constantFrom(`${whole}.5`, `${whole}.005`, `${whole}.0005`)),
    fc.constantFrom('JPY', 'GBP', 'BHD', 'CLF'),
  ),
);

describe('LINE_TOTAL_SQL', () => {
  let client: Client;

  beforeAll(async () => {
    const map = shardMapSchema.parse(JSON.parse(readFileSync(env.SHARD_MAP_FILE, 'utf8')));
    const [shard] = Object.values(map.shards);
    if (shard === undefined) throw new Error(`${env.SHARD_MAP_FILE} names no shard`);
    client = new Client({
      ...shard.primary,
      user: env.TENFOLD_ADMIN_USER,
      password: env.TENFOLD_ADMIN_PASSWORD,
    });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
  });

  /** The totals as Postgres sees them, with the exponent as a column: one statement for lines of all currencies. */
  async function totals(lines: readonly Line[]): Promise<number[]> {
    const { rows } = await client.query<{ total: string }>(
      `SELECT ${LINE_TOTAL_SQL('quantity', 'unit_price', 'exponent')} AS total
         FROM unnest($1::bigint[], $2::numeric[], $3::int[]) WITH ORDINALITY AS l (quantity, unit_price, exponent, n)
        ORDER BY n`,
      [
        lines.map(([q]) => q),
        lines.map(([, price]) => price),
        lines.map(([, , code]) => currencyExponent(code)),
      ],
    );
    return rows.map((row) => Number(row.total));
  }

  it('should agree with lineTotal at the edges', async () => {
    expect(await totals(EDGES)).toEqual(EDGES.map((line) => lineTotal(...line)));
  });

  it.each(EDGES)(
    'should agree with lineTotal for %p x %s %s with a constant exponent',
    async (q, price, code) => {
      const expression = LINE_TOTAL_SQL('$1', '$2', currencyExponent(code));
      const { rows } = await client.query<{ total: string }>(`SELECT ${expression} AS total`, [q, price]);
      expect(Number(rows[0]?.total)).toBe(lineTotal(q, price, code));
    },
  );

  it('should agree with lineTotal for any line', async () => {
    const batch = fc.array(randomLine, { minLength: 200, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(batch, async (lines) => {
        expect(await totals(lines)).toEqual(lines.map((line) => lineTotal(...line)));
      }),
      { numRuns: 20 },
    );
  });
});
