import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTimeOf } from '../processes/process-identity.js';
import { ProcessRecords } from '../processes/process-record.js';
import { poolerPortOf, portsWithOffset, prometheusPort, serverPort } from './ports.js';
import { requireSamePorts } from './require-same-ports.js';

describe(requireSamePorts, () => {
  let directory: string;

  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'tenfold-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  /** This process stands for a service that was started with an offset of 3,000. */
  const running = (
    startTime = startTimeOf(process.pid) ?? '',
    name = 'quiz',
    port = portsWithOffset(3_000).quiz,
  ): void =>
    new ProcessRecords(join(directory, 'run')).write({
      pid: process.pid,
      startTime,
      name,
      port,
      startedAt: '2026-01-01T00:00:00.000Z',
      fingerprint: 'abc',
      stopSignal: 'SIGTERM',
      tier: 2,
    });
  const ask = (offset: number) => (): void =>
    requireSamePorts({ directory, offset, ports: portsWithOffset(offset) });

  it.each([0, 2_999, 3_001, 40_000])(
    'should refuse the offset %d over a stack that runs at 3000',
    (offset) => {
      running();
      expect(ask(offset)).toThrow(/runs with TENFOLD_PORT_OFFSET=3000 .*Nothing was touched/);
    },
  );

  it('should refuse another offset where only a replica of a shard runs', () => {
    running(undefined, 'shard-2-replica', serverPort(3_000, 'shard-2-replica'));
    expect(ask(3_001)).toThrow('shard-2-replica has port 8512');
    expect(ask(3_000)).not.toThrow();
  });

  it.each([
    ['prometheus', prometheusPort(3_000)],
    ['shard-1-replica-pooler', poolerPortOf(serverPort(3_000, 'shard-1-replica'))],
  ])('should refuse another offset where only %s runs', (name, port) => {
    running(undefined, name, port);
    expect(ask(3_001)).toThrow(`${name} has port ${port}`);
    expect(ask(3_000)).not.toThrow();
  });

  it('should take the offset that the stack has', () => {
    running();
    expect(ask(3_000)).not.toThrow();
  });

  it('should take any offset where nothing runs, whatever an ended process has left behind', () => {
    expect(ask(0)).not.toThrow();
    running('1');
    expect(ask(0)).not.toThrow();
  });
});
