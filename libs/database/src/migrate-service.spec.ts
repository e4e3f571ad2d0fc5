import { jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateService } from './migrate-service.js';

describe(migrateService, () => {
  const folder = mkdtempSync(join(tmpdir(), 'migrate-'));
  const before = { ...process.env };

  afterEach(() => {
    jest.restoreAllMocks();
    process.env = { ...before };
    process.exitCode = undefined;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const against = (port: number): void => {
    const file = join(folder, 'shard-map.json');
    const primary = { host: '127.0.0.1', port, database: 'tenfold' };
    const ranges = [{ from: 0, to: 4_095, shard: 'far' }];
    writeFileSync(file, JSON.stringify({ version: 1, epoch: 1, shards: { far: { primary } }, ranges }));
    Object.assign(process.env, {
      SHARD_MAP_FILE: file,
      DATABASE_ADMIN_USER: 'admin',
      DATABASE_ADMIN_PASSWORD: 'a-password-of-an-administrator',
      DATABASE_USER: 'service',
      DATABASE_PASSWORD: 'a-password-of-a-service',
    });
  };
  const plan = { schema: 'test', entities: [], migrations: [], partitioned: false };

  it('should say in one line which shard does not answer, and end with 1', async () => {
    const port = await closedPort();
    against(port);
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await migrateService(plan);
    expect(write.mock.calls.map(([text]) => text)).toEqual([
      `127.0.0.1:${port}/tenfold cannot be migrated: Error: connect ECONNREFUSED 127.0.0.1:${port}\n`,
    ]);
    expect(process.exitCode).toBe(1);
  });

  it('should wait for a server that is not there yet, and take its word once it answers', async () => {
    const port = await closedPort();
    against(port);
    process.env['MIGRATION_WAIT'] = '1m';
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const migrated = migrateService(plan);
    // Nobody has listened for longer than a first attempt takes.
    await once(connect(port, '127.0.0.1'), 'error');
    const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
    await migrated;
    server.close();
    expect(write.mock.calls.map(([text]) => text)).toEqual([
      expect.stringMatching(/cannot be migrated: Error: (Connection terminated|read ECONNRESET)/),
    ]);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
