import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { waitFor } from './wait-for.js';
import { variable } from './test-stores.js';

/** A nats-server of a test's own, to be killed, emptied and configured as the test run's must not be. */
export class NatsProcess {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly directory: string,
    readonly port: number,
    readonly monitorPort: number,
  ) {}

  /** @param jetstream lines of its configuration besides the place of its files */
  static async start({ jetstream = 'sync_interval: always' } = {}): Promise<NatsProcess> {
    const directory = mkdtempSync(join(tmpdir(), 'nats-'));
    const server = new NatsProcess(directory, await freePort(), await freePort());
    const config = `listen: "127.0.0.1:${server.port}"\nhttp: "127.0.0.1:${server.monitorPort}"
jetstream {\n  store_dir: ${JSON.stringify(join(directory, 'data'))}\n  ${jetstream}\n}\n`;
    writeFileSync(join(directory, 'nats.conf'), config);
    await server.run();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  get monitorUrl(): string {
    return `http://127.0.0.1:${this.monitorPort}`;
  }

  async run(): Promise<void> {
    this.child = spawn(variable('TENFOLD_NATS_SERVER'), ['--config', join(this.directory, 'nats.conf')], {
      stdio: 'ignore',
    });
    await waitFor(async () => (await fetch(`${this.monitorUrl}/healthz`)).ok);
  }

  /** As a crash would. */
  async kill(): Promise<void> {
    if (this.child === undefined || this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  /** Everything that it has acknowledged is gone. */
  forget(): void {
    rmSync(join(this.directory, 'data'), { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
