import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock, livingOwner } from './lock-file.js';
import { startTimeOf } from './process-identity.js';

describe(acquireLock, () => {
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tenfold-lock-'));
    file = join(directory, 'lock.json');
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('should name its owner until it is released', () => {
    const release = acquireLock(file, 'up');
    expect(livingOwner(file)).toMatchObject({ pid: process.pid, verb: 'up' });
    release();
    expect(livingOwner(file)).toBeUndefined();
  });

  it('should be refused while its owner lives, and say who that is', () => {
    const owner = { pid: process.ppid, startTime: startTimeOf(process.ppid), verb: 'seed' };
    writeFileSync(file, JSON.stringify(owner));
    expect(() => acquireLock(file, 'up')).toThrow(`./tenfold seed (process ${process.ppid})`);
  });

  it.each([
    ['a reused process id', JSON.stringify({ pid: process.pid, startTime: '1', verb: 'up' })],
    ['a file cut off', '{"pi'],
  ])('should be taken over from %s', (_, content) => {
    writeFileSync(file, content);
    acquireLock(file, 'down')();
  });
});
