import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ByteSource } from '../input/byte-source.js';
import { generateOrdersCsv } from '../testing/generate-orders-csv.js';
import type { Invoice } from './invoice-grouper.js';
import { OrderFile } from './order-file.js';
import { detectOrderForm } from './order-form.js';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const row = (number: string, title = 'T') => `${number},1,${title},1,2010-12-01 08:26:00,1.0,,EIRE`;

describe(OrderFile, () => {
  const folder = mkdtempSync(join(tmpdir(), 'order-file-'));

  afterAll(() => rmSync(folder, { recursive: true }));

  async function read(content: string | Uint8Array) {
    const path = join(folder, 'orders');
    writeFileSync(path, content);
    const form = await detectOrderForm(path, { map: {} });
    const file = new OrderFile(await ByteSource.open(path), form, 2_000);
    const invoices: Invoice[] = [];
    for await (const some of file.invoices()) invoices.push(...some);
    return {
      file,
      invoices,
      told: invoices.map(({ number, refused, rows }) => [number, refused ?? rows.at(-1)?.problem?.code]),
    };
  }

  it('should refuse files that are empty or something else', async () => {
    await expect(read('')).rejects.toThrow('is empty');
    await expect(read('{"results": []}')).rejects.toThrow(
      'has no column for invoice (InvoiceNo or Invoice), sku',
    );
    await expect(read('a,"b')).rejects.toThrow('has no column');
  });

  it('should read a file of a header alone', async () => {
    const { file, invoices } = await read(`\uFEFF${HEADER}\r\n`);
    expect([file.rows, file.cut, invoices]).toEqual([0, false, []]);
  });

  it('should report the row in which a file was cut and refuse its invoice', async () => {
    const { file, told } = await read(`${HEADER}\n${row('1')}\n${row('2')}\n${row('2').slice(0, 9)}`);
    expect(told).toEqual([
      ['1', undefined],
      ['2', 'file_cut'],
    ]);
    expect(file.cut).toBe(true);
    expect(file.rows).toBe(3);
  });

  it('should not take half a number for an invoice', async () => {
    const { told } = await read(`${HEADER}\n${row('11')}\n${row('12')}\n1`);
    expect(told).toEqual([
      [null, 'cut_row'],
      ['11', undefined],
      ['12', 'file_cut'],
    ]);
  });

  it('should accept a last row without a line end, with a warning', async () => {
    const { file, told } = await read(`${HEADER}\n${row('1')}`);
    expect(told).toEqual([['1', undefined]]);
    expect(file.cut).toBe(false);
    expect(file.warnings).toHaveLength(1);
  });

  it('should doubt the last invoice of a gzip file that ends too early', async () => {
    const whole = gzipSync(generateOrdersCsv(3, 400).csv);
    const { file, invoices } = await read(whole.subarray(0, whole.length - 2_000));
    expect(file.cut).toBe(true);
    expect(invoices.filter(({ refused }) => refused === 'file_cut')).toHaveLength(1);
    expect(invoices.flatMap(({ rows }) => rows)).toHaveLength(file.rows);
  });

  it('should find in a messy file every invoice and every row', async () => {
    const generated = generateOrdersCsv(5, 400);
    const { file, invoices } = await read(generated.csv);
    expect(file.rows).toBe(generated.rows);
    expect(invoices).toHaveLength(400);
    expect(invoices.flatMap(({ rows }) => rows)).toHaveLength(generated.rows);
    expect(invoices.filter(({ rows }) => rows.some(({ problem }) => problem))).toHaveLength(
      generated.rejects['broken'] ?? 0,
    );
  });
});
