import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessRecords, type ProcessRecord } from './process-record.js';

const record: ProcessRecord = {
  pid: 4_711,
  startTime: '123456',
  name: 'quiz',
  port: 8_081,
  startedAt: '2026-01-01T00:00:00.000Z',
  fingerprint: 'abc',
  stopSignal: 'SIGTERM',
  tier: 2,
};

describe(ProcessRecords.name, () => {
  let directory: string;
  let records: ProcessRecords;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tenfold-'));
    records = new ProcessRecords(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('should read what it wrote', () => {
    records.write(record);
    expect(records.all()).toEqual([record]);
    records.remove('quiz');
    expect(records.all()).toEqual([]);
  });

  it.each(['', '{"pid":4', 'null', '[]', '{}', '1', '"x"', JSON.stringify({ ...record, pid: '4711' })])(
    'should take the file %j for none',
    (text) => {
      writeFileSync(join(directory, 'quiz.json'), text);
      expect(records.read('quiz')).toBeUndefined();
      expect(records.all()).toEqual([]);
    },
  );
});
