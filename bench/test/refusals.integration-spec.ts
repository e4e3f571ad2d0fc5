import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

// Real: the program itself, its ports and its process records. No stack is started, for each run is refused before it.
const ROOT = join(import.meta.dirname, '../..');
/** Of this test's own, beside those that people and other tests use, and below 32,768: above, Linux gives ports to whoever connects. */
const OFFSET = 19_000;
const FIRST_PEER_PORT = 8_100 + 5_000 + OFFSET;

interface Ended {
  readonly code: number;
  readonly output: string;
}

function bench(...args: string[]): Promise<Ended> {
  const program = join(ROOT, 'libs/cli/dist/main.js');
  const env = { ...process.env, TENFOLD_PORT_OFFSET: String(OFFSET) };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'bench', ...args], { cwd: ROOT, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` });
    });
  });
}

function running(): string[] {
  try {
    return readdirSync(join(ROOT, '.tenfold/bench/run')).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

describe('./tenfold bench', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  it('should name the measures that there are when one is asked for that is not there', async () => {
    const { code, output } = await bench('--only', 'nonsense');
    expect(code).toBe(1);
    expect(output).toContain('There is no measure "nonsense"');
    expect(output).toContain('route-vs-fastify');
    expect(running()).toEqual([]);
  });

  it('should refuse a machine that is too busy before it starts anything', async () => {
    const { code, output } = await bench('--background', '0');
    expect(code).toBe(1);
    expect(output).toContain('too busy to measure');
    expect(running()).toEqual([]);
  });

  it('should refuse a port that is in use, name who has it, and leave nothing running', async () => {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(FIRST_PEER_PORT, '127.0.0.1', resolve));
    expect((server.address() as AddressInfo).port).toBe(FIRST_PEER_PORT);
    const { code, output } = await bench('--background', '1');
    expect(code).toBe(1);
    expect(output).toContain(`port ${FIRST_PEER_PORT} (for a peer) is in use by process ${process.pid}`);
    expect(running()).toEqual([]);
  });
});
