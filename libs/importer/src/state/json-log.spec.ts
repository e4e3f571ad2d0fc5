import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonLog } from './json-log.js';
import type { Reject } from './reject.js';
import { writeReport } from './report.js';

const reject = (invoice: string): Reject => ({
  invoice,
  code: 'negative_price',
  detail: '£ – "no"',
  lines: [
    { line: 2, cause: false, raw: 'a,"two\nlines"' },
    { line: 3, cause: true, raw: 'b' },
  ],
});

describe(JsonLog, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rejects-'));
  const path = join(folder, 'rejects.jsonl');

  afterAll(() => rmSync(folder, { recursive: true }));

  async function all(log: JsonLog<Reject>): Promise<(string | null)[]> {
    const invoices: (string | null)[] = [];
    for await (const { invoice } of log.read()) invoices.push(invoice);
    return invoices;
  }

  it('should forget what was written after the checkpoint', async () => {
    const log = new JsonLog<Reject>(path, 0);
    log.append([reject('1'), reject('2')]);
    const { bytes } = log;
    log.append([reject('3')]);
    const resumed = new JsonLog<Reject>(path, bytes);
    resumed.append([reject('4')]);
    expect(await all(resumed)).toEqual(['1', '2', '4']);
    expect(await all(new JsonLog<Reject>(path, 0))).toEqual([]);
  });

  it('should be reported as JSON that can be read and as text that can be read', async () => {
    const log = new JsonLog<Reject>(path, 0);
    log.append([reject('1'), { ...reject('2'), invoice: null }]);
    const summary = { file: 'x.csv', lines: { imported: 1 } };
    const at = new Date('2026-01-02T03:04:05Z');
    const paths = await writeReport(folder, {
      name: 'orders',
      at,
      summary,
      rejects: () => log.read(),
      unit: 'invoice',
    });
    const report = JSON.parse(readFileSync(paths.json, 'utf8')) as { rejects: Reject[] };
    expect(report).toMatchObject({ ...summary, rejects: [reject('1'), { code: 'negative_price' }] });
    const text = readFileSync(paths.text, 'utf8');
    expect(text).toContain('\n1  negative_price: £ – "no"\n    2: a,"two\nlines"\n  * 3: b\n');
    expect(text).toContain('\nno invoice  negative_price');
  });
});
