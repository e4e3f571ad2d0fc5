import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockRun } from './run-lock.js';

describe(lockRun, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lock-'));
  const leftBy = (pid: number | string) => writeFileSync(join(folder, 'seed.lock'), String(pid));

  afterAll(() => rmSync(folder, { recursive: true }));

  it('should let one in at a time', () => {
    const release = lockRun(folder);
    expect(() => lockRun(folder)).toThrow('another seed');
    release();
    lockRun(folder)();
  });

  it('should respect a living process', () => {
    leftBy(process.ppid);
    expect(() => lockRun(folder)).toThrow(`process ${process.ppid}`);
  });

  it('should take over from a dead process, from itself in another life, and from nonsense', () => {
    leftBy(spawnSync('true').pid);
    lockRun(folder)();
    leftBy(process.pid);
    lockRun(folder)();
    leftBy('?');
    lockRun(folder)();
  });
});
