import { testEnvironment, testStores } from '@tenfold/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The neighbour as it is built: a service is never imported, so it runs as the process that it is. */
const DIST = join(import.meta.dirname, '../../order-items/dist');

export class OrderItemsProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** @param over variables that differ from those of the test run */
  static async start(over: Readonly<Record<string, string>> = {}): Promise<OrderItemsProcess> {
    if (!existsSync(join(DIST, 'main.js'))) throw new Error(`${DIST} is missing: build first`);
    const { adminUser, adminPassword } = testStores();
    const env = testEnvironment('order-items', {
      DATABASE_ADMIN_USER: adminUser,
      DATABASE_ADMIN_PASSWORD: adminPassword,
      LOG_LEVEL: 'info',
      ...over,
    });
    const migration = spawn(process.execPath, [join(DIST, 'migrate.js')], { env, stdio: 'ignore' });
    const [code] = (await once(migration, 'exit')) as [number];
    if (code !== 0) throw new Error('order-items could not be migrated');
    const child = spawn(process.execPath, [join(DIST, 'main.js')], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await ready(child);
    return new OrderItemsProcess(child);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}

/** Reads on after that, or the pipe fills and the process waits for us. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('is ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`order-items ended with ${code}`)));
  });
}
