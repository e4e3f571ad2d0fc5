import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPortFree } from '../ports/require-free-port.js';
import { startTimeOf } from '../processes/process-identity.js';
import { ProcessRecords } from '../processes/process-record.js';
import { STACK_MARKER } from '../processes/strays.js';
import { portsOf, requireFreeStackPorts } from './free-ports.js';
import { portsWithOffset } from './ports.js';
import type { Profile } from './profile.js';

/** Below the ports that the system gives to connections (from 32,768 on), and where no stack of a developer is likely to be. */
const OFFSETS = Array.from({ length: 30 }, (_, n) => 22_900 - n * 37);

describe(requireFreeStackPorts, () => {
  let directory: string;
  let offset: number;
  let strangers: Server[];
  let children: ChildProcess[];

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tenfold-'));
    mkdirSync(join(directory, 'run'));
    strangers = [];
    children = [];
    for (offset of OFFSETS) if (await isFree(offset)) return;
    throw new Error('every offset is taken');
  });

  afterEach(async () => {
    for (const child of children) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    for (const server of strangers) await new Promise((resolve) => server.close(resolve));
    rmSync(directory, { recursive: true });
  });

  const stack = (pooled = false, at = offset): Profile => ({
    name: 'main',
    directory,
    packages: join(directory, 'packages'),
    offset: at,
    ports: portsWithOffset(at),
    gatewayUrl: '',
    pooled,
  });

  const isFree = async (at: number): Promise<boolean> => {
    const free = await Promise.all(portsOf(stack(true, at), true).map(({ port }) => isPortFree(port)));
    return free.every(Boolean);
  };

  const listen = async (port: number): Promise<void> => {
    const server = createServer();
    strangers.push(server);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };

  /** A program with the mark of the stack, which holds a port as one does that a killed run has left. */
  const startMarked = async (port: number): Promise<ChildProcess> => {
    const program = `require('node:net').createServer().listen(${port}, '127.0.0.1', () => process.send('up'))`;
    const child = spawn(process.execPath, ['-e', program], {
      env: { [STACK_MARKER]: directory },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(child);
    await once(child, 'message');
    return child;
  };

  const portNamed = (name: string, pooled = false, observed = false): number => {
    const found = portsOf(stack(pooled), observed).find((one) => one.name === name);
    if (found === undefined) throw new Error(`${name} has no port`);
    return found.port;
  };

  it('should take a stack whose ports are all free', async () => {
    await expect(requireFreeStackPorts(stack(true), true)).resolves.toBeUndefined();
  });

  it('should name every port that a stranger holds', async () => {
    const names = [
      'gateway',
      'quiz',
      "orders's health",
      'redis',
      "NATS's monitoring",
      'shard-1',
      'shard-2-replica',
      'shard-2-pooler',
      'shard-1-replica-pooler',
      'prometheus',
    ];
    for (const name of names) await listen(portNamed(name, true, true));
    const refused: unknown = await requireFreeStackPorts(stack(true), true).catch((error: unknown) => error);
    const lines = String(refused).split('\n');
    for (const name of names) {
      const start = `port ${portNamed(name, true, true)} (for ${name}) is in use by process ${process.pid}`;
      expect(lines.filter((line) => line.includes(start))).toHaveLength(1);
    }
    expect(lines.filter((line) => line.includes('is in use'))).toHaveLength(names.length);
  });

  it('should ask for no port of what this start does not bring', async () => {
    await listen(portNamed('shard-1-pooler', true));
    await listen(portNamed('prometheus', false, true));
    await expect(requireFreeStackPorts(stack())).resolves.toBeUndefined();
  });

  it('should take ports that are held by a process on record', async () => {
    const port = portNamed('quiz');
    await listen(port);
    await listen(portNamed("quiz's health"));
    new ProcessRecords(join(directory, 'run')).write({
      pid: process.pid,
      startTime: startTimeOf(process.pid) ?? '',
      name: 'quiz',
      port,
      startedAt: '2026-01-01T00:00:00.000Z',
      fingerprint: 'abc',
      stopSignal: 'SIGTERM',
      tier: 2,
    });
    await expect(requireFreeStackPorts(stack())).resolves.toBeUndefined();
  });

  it('should leave what a killed run has left alone where a stranger holds another port', async () => {
    const stray = await startMarked(portNamed('orders'));
    await expect(requireFreeStackPorts(stack())).resolves.toBeUndefined();

    await listen(portNamed('gateway'));
    const refused = requireFreeStackPorts(stack());
    await expect(refused).rejects.toThrow(
      /^port \d+ \(for gateway\) is in use by process \d+ [^\n]*\n\nStop/,
    );
    expect([stray.exitCode, stray.signalCode]).toEqual([null, null]);
    expect(existsSync(join(directory, 'port-offset'))).toBe(false);
  });
});
