import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checkpoint, fingerprint } from './checkpoint.js';
import { noCounts } from './counters.js';

describe(Checkpoint, () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  const path = join(folder, 'deep', 'checkpoint.json');
  const log = join(folder, 'log');
  const progress = { items: 7, counters: noCounts(), logBytes: { rejects: 3 }, startedAt: 'then', runs: 1 };

  beforeEach(() => writeFileSync(log, '123456'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('should give back what was saved, and leave no other file', () => {
    const checkpoint = new Checkpoint(path, 'a');
    checkpoint.save({ ...progress, items: 1 });
    checkpoint.save(progress);
    expect(new Checkpoint(path, 'a').load({ rejects: log })).toMatchObject(progress);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['checkpoint.json']);
  });

  it('should not give the progress of another file', () => {
    new Checkpoint(path, 'a').save(progress);
    expect(new Checkpoint(path, 'b').load({ rejects: log })).toBeNull();
  });

  it('should start over when a log is gone, too short, or not known', () => {
    new Checkpoint(path, 'a').save({ ...progress, logBytes: { rejects: 7 } });
    expect(new Checkpoint(path, 'a').load({ rejects: log })).toBeNull();
    expect(new Checkpoint(path, 'a').load({ rejects: join(folder, 'none') })).toBeNull();
    new Checkpoint(path, 'a').save(progress);
    expect(new Checkpoint(path, 'a').load({ rejects: log, orders: log })).toBeNull();
  });

  it('should start over when it is torn or cleared', () => {
    const checkpoint = new Checkpoint(path, 'a');
    writeFileSync(path, '{"version":1,');
    expect(checkpoint.load({ rejects: log })).toBeNull();
    checkpoint.save(progress);
    checkpoint.clear();
    checkpoint.clear();
    expect(checkpoint.load({ rejects: log })).toBeNull();
  });
});

describe(fingerprint, () => {
  it('should change with the bytes and with the options', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fingerprint-'));
    const file = join(folder, 'file');
    writeFileSync(file, 'one');
    const one = await fingerprint(file, { a: 1 });
    expect(await fingerprint(file, { a: 1 })).toBe(one);
    expect(await fingerprint(file, { a: 2 })).not.toBe(one);
    writeFileSync(file, 'two');
    expect(await fingerprint(file, { a: 1 })).not.toBe(one);
    rmSync(folder, { recursive: true });
  });
});
