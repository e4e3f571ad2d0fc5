import { NODE_ARGUMENTS } from '@tenfold/config';
import { freePort, testEnvironment, testStores } from '@tenfold/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const SERVICES = join(import.meta.dirname, '../..');

/** A service as it is built and started: what is tested by its process, and the neighbour, which is never imported. */
export class ServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

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
      PORT: String(await freePort()),
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
    return new ServiceProcess(child, `http://127.0.0.1:${env['PORT']}`);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** @returns what it ended with; null for a signal */
  async stop(): Promise<number | null> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGTERM');
    return (await exited)[0];
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
