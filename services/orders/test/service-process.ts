import { NODE_ARGUMENTS } from '@tenfold/config';
import { testEnvironment, testStores } from '@tenfold/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const SERVICES = join(import.meta.dirname, '../..');

/** A service as it is built and started: what is tested by its process, and the neighbour, which is never imported. */
export class ServiceProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** @param over variables that differ from those of the test run */
  static async start(
    service: 'orders' | 'order-items',
    over: Readonly<Record<string, string>> = {},
  ): Promise<ServiceProcess> {
    const dist = join(SERVICES, service, 'dist');
    if (!existsSync(join(dist, 'main.js'))) throw new Error(`${dist} is missing: build first`);
    const { adminUser, adminPassword } = testStores();
    const env = testEnvironment(service, {
      DATABASE_ADMIN_USER: adminUser,
      DATABASE_ADMIN_PASSWORD: adminPassword,
      LOG_LEVEL: 'info',
      ...over,
    });
    const migration = spawn(process.execPath, [join(dist, 'migrate.js')], { env, stdio: 'ignore' });
    const [code] = (await once(migration, 'exit')) as [number];
    if (code !== 0) throw new Error(`${service} could not be migrated`);
    const child = spawn(process.execPath, [...NODE_ARGUMENTS, join(dist, 'main.js')], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await ready(child, service);
    return new ServiceProcess(child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}

/** Reads on after that, or the pipe fills and the process waits for us. */
function ready(child: ChildProcess, service: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('is ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`${service} ended with ${code}`)));
  });
}
