import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { generateOrdersCsv, runSeed } from '@tenfold/importer';
import { mintToken, variable, waitFor } from '@tenfold/testing';

// The whole stack, through the gateway: how many bytes of an answer go over the wire, with and without what makes it lean.
// Others may write between two readings: sooner or later both are of the same rows.
// With TENFOLD_ORDERS_FILE of the real file, otherwise of one like it; TENFOLD_PAYLOADS=1 prints the table.
const LIMIT_MS = 180_000;
const DECODE = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync } as const;
type Coding = keyof typeof DECODE;

interface Sent {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

describe('payloads', () => {
  const url = variable('TENFOLD_GATEWAY_URL');
  const folder = mkdtempSync(join(tmpdir(), 'tenfold-payloads-'));
  let authorization: string;

  const read = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Sent> =>
    new Promise((resolve, reject) => {
      const request = get(`${url}${path}`, { headers: { authorization, ...headers } }, (response) => {
        const { statusCode: status = 0, headers: received } = response;
        buffer(response).then((bytes) => resolve({ status, headers: received, bytes }), reject);
      });
      request.on('error', reject);
    });

  beforeAll(async () => {
    const token = await mintToken('payloads', 'admin', 'author');
    authorization = `Bearer ${token}`;
    const orders = process.env['TENFOLD_ORDERS_FILE'] ?? join(folder, 'orders.csv');
    if (process.env['TENFOLD_ORDERS_FILE'] === undefined)
      writeFileSync(orders, generateOrdersCsv(5, 1_000).csv);
    const silent = { write: () => true };
    const options = { ordersSource: `e2e-payloads-${randomUUID().slice(0, 8)}` };
    await runSeed({ url, token, stateDir: folder, output: silent, progress: silent, options, orders });
  }, LIMIT_MS);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['/v1/orders?limit=100', 'id,total'],
    ['/v1/order-items/products?limit=100', 'sku,revenue'],
  ])(
    'should be small for %s when a client wants little of it, and coded when it takes that',
    async (path, fields) => {
      const whole = await read(path);
      expect(whole.bytes.length).toBeGreaterThan(4_096);
      const row: Record<string, number | string> = { path, whole: whole.bytes.length };

      row['fields'] = (await read(`${path}&fields=${fields}`)).bytes.length;
      expect(row['fields'] / whole.bytes.length).toBeLessThan(0.35);

      for (const [coding, decode] of Object.entries(DECODE) as [Coding, (typeof DECODE)[Coding]][]) {
        const coded = await waitFor(async () => {
          const [plain, answer] = [await read(path), await read(path, { 'accept-encoding': coding })];
          return decode(answer.bytes).equals(plain.bytes) ? answer : undefined;
        });
        expect(coded.headers['content-encoding']).toBe(coding);
        expect(coded.bytes.length / whole.bytes.length).toBeLessThan(0.4);
        row[coding] = coded.bytes.length;
      }

      const again = await waitFor(async () => {
        const { headers } = await read(path);
        const answer = await read(path, { 'if-none-match': headers.etag ?? '' });
        return answer.status === 304 ? answer : undefined;
      });
      expect(again.bytes).toHaveLength(0);
      if (process.env['TENFOLD_PAYLOADS'] !== undefined) process.stdout.write(`${JSON.stringify(row)}\n`);
    },
  );
});
