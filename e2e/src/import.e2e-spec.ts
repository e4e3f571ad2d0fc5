import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { generateOrdersCsv, generateTriviaJson, runSeed, type SeedRequest } from '@tenfold/importer';
import { mintToken, variable } from '@tenfold/testing';

// The whole stack, through the gateway: files are imported, once and again, and compared with what the API has then.
// With TENFOLD_ORDERS_FILE it is the real file, otherwise one that is as messy.
const realFile = process.env['TENFOLD_ORDERS_FILE'];
const LIMIT_MS = 180_000;

interface Mine {
  readonly items: readonly { readonly id: string; readonly source: string | null }[];
  readonly nextCursor: string | null;
}

describe(runSeed, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenfold-import-'));
  const run = randomUUID().slice(0, 8);
  const url = variable('TENFOLD_GATEWAY_URL');
  const generated = generateOrdersCsv(11, 1_500);
  const orders = realFile ?? join(folder, 'orders.csv.gz');
  const silent = { write: () => true };
  let token: string;

  beforeAll(async () => {
    if (realFile === undefined) writeFileSync(orders, gzipSync(generated.csv));
    token = await mintToken(`importer-${run}`, 'admin', 'author');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Every test is a source of its own, so that it finds none of the others' orders. */
  function request(
    name: string,
    options: SeedRequest['options'] = {},
  ): SeedRequest & { readonly stateDir: string } {
    const stateDir = join(folder, name);
    mkdirSync(stateDir, { recursive: true });
    const sources = { ordersSource: `e2e-${name}-${run}`, quizzesSource: `e2e-${name}-${run}` };
    return { url, token, stateDir, output: silent, progress: silent, options: { ...sources, ...options } };
  }

  /** Of all quizzes of a source, as everybody can read them. */
  async function publishedQuestions(source: string): Promise<number> {
    const get = async <T>(path: string): Promise<T> => {
      const response = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${token}` } });
      return (await response.json()) as T;
    };
    let sum = 0;
    for (let cursor: string | null = ''; cursor !== null;) {
      const from = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Mine = await get(`/v1/quizzes/mine?limit=100${from}`);
      for (const { id } of page.items.filter((quiz) => quiz.source === source))
        sum += (await get<{ questionCount: number }>(`/v1/quizzes/${id}`)).questionCount;
      cursor = page.nextCursor;
    }
    return sum;
  }

  it(
    'should import orders that equal their file to the penny, and nothing the second time',
    async () => {
      const first = await runSeed({ ...request('twice'), orders });
      expect(first).toMatchObject({
        exitCode: 0,
        orders: { complete: true, cut: false, reconciliation: { equal: true } },
      });
      const { imported, rejected } = first.orders?.counters.orders ?? { imported: 0, rejected: 0 };
      if (realFile === undefined) {
        expect(first.orders?.rowsRead).toBe(generated.rows);
        expect(imported).toBe(generated.orders);
        expect(rejected).toBe(1_500 - generated.orders);
      } else expect([imported, rejected]).toEqual([12_037, 758]);

      const second = await runSeed({ ...request('twice'), orders });
      expect(second.orders?.counters.orders).toEqual({ imported: 0, existing: imported, rejected });
      expect(second.orders?.reconciliation.months).toEqual(first.orders?.reconciliation.months);
      expect(second.exitCode).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'should report every row that it rejects, with its number and as it was',
    async () => {
      const { csv } = generateOrdersCsv(12, 200);
      const file = join(folder, 'reported.csv');
      writeFileSync(file, csv);
      const result = await runSeed({ ...request('report'), orders: file });
      const report = JSON.parse(readFileSync(result.orders?.reports.json ?? '', 'utf8')) as {
        rejects: { invoice: string; lines: { line: number; raw: string }[] }[];
      };
      const lines = csv.split('\r\n');
      const told = report.rejects.flatMap((reject) => reject.lines);
      expect(told).toHaveLength(result.orders?.counters.lines.rejected ?? -1);
      expect(told.map(({ raw }) => raw)).toEqual(told.map(({ line }) => lines[line - 1]));
    },
    LIMIT_MS,
  );

  it(
    'should go on where a killed run stopped',
    async () => {
      const seed = { ...request('killed', { batchOrders: 20, concurrency: 1 }), orders };
      const { output: _o, progress: _p, ...plain } = seed;
      const script = `const { runSeed } = await import('@tenfold/importer'); await runSeed(${JSON.stringify(plain)});`;
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        cwd: import.meta.dirname,
        stdio: 'ignore',
      });
      const ended = new Promise<NodeJS.Signals | null>((resolve) =>
        child.once('exit', (_, signal) => resolve(signal)),
      );
      const checkpoint = join(seed.stateDir, 'orders.checkpoint.json');
      // The first batch is settled; tens of others are not.
      const watcher = watch(seed.stateDir, () => existsSync(checkpoint) && child.kill('SIGKILL'));
      const signal = await ended;
      watcher.close();
      expect(signal).toBe('SIGKILL');

      const result = await runSeed(seed);
      const { counters, resumedAfter = 0 } = result.orders ?? {};
      expect(resumedAfter).toBeGreaterThan(0);
      expect(counters?.orders.imported).toBeGreaterThan(0);
      expect(result).toMatchObject({
        exitCode: 0,
        orders: { complete: true, reconciliation: { equal: true } },
      });
    },
    LIMIT_MS,
  );

  it(
    'should take what is in a file that was cut, and the rest when the whole file comes',
    async () => {
      const whole = gzipSync(generateOrdersCsv(13, 300).csv);
      const file = join(folder, 'cut.csv.gz');
      writeFileSync(file, whole.subarray(0, whole.length / 2));
      const half = await runSeed({ ...request('cut'), orders: file });
      expect(half).toMatchObject({ exitCode: 2, orders: { cut: true, reconciliation: { equal: true } } });
      writeFileSync(file, whole);
      const full = await runSeed({ ...request('cut'), orders: file });
      expect(full.orders?.counters.orders.existing).toBe(half.orders?.counters.orders.imported);
      expect(full).toMatchObject({ exitCode: 0, orders: { cut: false, reconciliation: { equal: true } } });
    },
    LIMIT_MS,
  );

  /** Sales of a month, and in the next one a credit note for each third of them. */
  const delivery = (month: number): string => {
    const row = (number: string, line: number, quantity: number, day: number, at: number) =>
      `${number},SKU${line},T,${quantity},2011-0${at}-${day} 08:26:00,1.${line}5,${17_000 + line},France`;
    const days = Array.from({ length: 18 }, (_, n) => n + 10);
    const sales = days.flatMap((day) =>
      [1, 2, 3].map((line) => row(`${month}${day}`, line, line + 1, day, month)),
    );
    const credits = days
      .filter((day) => month > 1 && day % 3 === 0)
      .map((day) => row(`C${month - 1}${day}`, 1, -1, day, month));
    const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
    // One customer an invoice.
    const rows = [...sales, ...credits].map((text) => text.replace(/,1700[0-9],/, ',17001,'));
    return [header, ...rows, ''].join('\r\n');
  };

  it.each([
    ['monthly', [[1], [2], [3], [4]]],
    ['monthly, the last first', [[4], [3], [2], [1]]],
    [
      'in halves that overlap, and the first again',
      [
        [1, 2, 3],
        [3, 4],
        [1, 2, 3],
      ],
    ],
  ])(
    'should find each file of one shop equal to the penny: %s',
    async (name, files) => {
      const shop = request(`deliveries-${name.replaceAll(/[^a-z]/g, '').slice(0, 16)}`);
      for (const [index, months] of files.entries()) {
        const file = join(folder, `${name.length}-${index}.csv`);
        const [first = '', ...others] = months.map(delivery);
        writeFileSync(file, first + others.map((text) => text.slice(text.indexOf('\r\n') + 2)).join(''));
        const result = await runSeed({ ...shop, orders: file });
        expect(result).toMatchObject({
          exitCode: 0,
          orders: { complete: true, reconciliation: { equal: true, different: [] } },
        });
        const { months: compared = [] } = result.orders?.reconciliation ?? {};
        expect(new Set(compared.map(({ month }) => Number(month.slice(5))))).toEqual(new Set(months));
      }
    },
    LIMIT_MS,
  );

  it(
    'should name the invoice whose order the API has otherwise',
    async () => {
      const shop = request('otherwise');
      const placedAt = '2011-01-12T08:26:00Z';
      const known = {
        externalReference: '112',
        placedAt,
        kind: 'sale',
        customerId: '17001',
        currency: 'GBP',
      };
      const line = { sku: 'SKU1', title: 'T', quantity: 2, unitPrice: '1.15' };
      const response = await fetch(new URL('/v1/orders/imports', url), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          source: shop.options?.ordersSource,
          orders: [{ ...known, country: 'FR', lines: [line] }],
        }),
      });
      expect(response.status).toBe(200);
      const file = join(folder, 'otherwise.csv');
      writeFileSync(file, delivery(1));
      const told: string[] = [];
      const result = await runSeed({
        ...shop,
        output: { write: (text: string) => told.push(text) },
        orders: file,
      });
      expect(result).toMatchObject({
        exitCode: 1,
        orders: { reconciliation: { equal: false, different: [{ invoice: '112' }] } },
      });
      expect(told.join('')).toContain('112: 3 lines, 11.45 in the file; the order has 1 lines, 2.30');
    },
    LIMIT_MS,
  );

  it(
    'should bring in the questions of a quiz file that was cut, then grew at both ends, each once',
    async () => {
      const trivia = JSON.parse(generateTriviaJson(11, 130).json) as { results: unknown[] };
      const more = JSON.parse(generateTriviaJson(12, 150).json) as { results: unknown[] };
      const seed = request('growing');
      const quizzes = join(folder, 'growing.json');
      const run = async (text: string) => {
        writeFileSync(quizzes, text);
        return runSeed({ ...seed, quizzes });
      };
      const whole = JSON.stringify(trivia);
      const half = await run(whole.slice(0, whole.length / 2));
      expect(half).toMatchObject({ exitCode: 2, quizzes: { cut: true } });
      const full = await run(whole);
      const read = (result: typeof half) => result.quizzes?.counters.lines ?? { imported: 0, existing: 0 };
      expect(full).toMatchObject({ exitCode: 0, quizzes: { complete: true } });
      expect(read(full).existing).toBe(read(half).imported);
      // Questions before and after those that are known, in the same categories.
      const both = [...more.results.slice(-40), ...trivia.results, ...more.results.slice(0, 30)];
      const grown = await run(JSON.stringify({ results: both }));
      expect(grown).toMatchObject({ exitCode: 0, quizzes: { complete: true } });
      expect(read(grown).existing).toBe(read(full).imported + read(full).existing);
      const again = await run(JSON.stringify({ results: both }));
      expect(read(again).imported).toBe(0);
      // What the report says is what the API has.
      expect(await publishedQuestions(seed.options?.quizzesSource ?? '')).toBe(read(again).existing);
    },
    LIMIT_MS,
  );

  it(
    'should publish the quizzes of a file once',
    async () => {
      const trivia = generateTriviaJson(7, 130);
      const quizzes = join(folder, 'trivia.json');
      writeFileSync(quizzes, trivia.json);
      const good = trivia.questions - trivia.rejected;
      const first = await runSeed({ ...request('quizzes'), quizzes });
      expect(first).toMatchObject({
        exitCode: 0,
        quizzes: { complete: true, questionsRead: trivia.questions },
      });
      expect(first.quizzes?.counters).toMatchObject({
        orders: { imported: trivia.quizzes, existing: 0, rejected: 0 },
        lines: { imported: good, existing: 0, rejected: trivia.rejected },
      });
      const second = await runSeed({ ...request('quizzes'), quizzes });
      expect(second.quizzes?.counters.lines).toEqual({
        imported: 0,
        existing: good,
        rejected: trivia.rejected,
      });
    },
    LIMIT_MS,
  );
});
