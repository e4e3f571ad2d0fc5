import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { requireFreePorts } from '../ports/require-free-port.js';
import { Supervisor } from '../processes/supervisor.js';
import { signalFamily } from '../processes/kill.js';
import { isAlive } from '../processes/process-identity.js';
import { step } from '../output/steps.js';
import { deleteData } from '../stack/delete-data.js';
import { lockStack } from '../stack/lock-stack.js';
import type { Profile } from '../stack/profile.js';
import { openSecrets } from '../stack/secrets.js';
import { SERVICES } from '../stack/service-names.js';
import { serviceSpec } from '../stack/services.js';
import { startStores } from '../stack/stack.js';
import { stopStack } from '../stack/stop-stack.js';
import { LocalBenchStack, PEER_PORTS, peerPort } from './bench-stack.js';

/** The stack of one measurement: empty at the start, gone at the end, without the gateway, which is a development tool. */
export class OwnStack {
  private release: (() => void) | undefined;
  private stopping: Promise<void> | undefined;
  private measured: LocalBenchStack | undefined;

  constructor(readonly profile: Profile) {}

  async start(): Promise<void> {
    this.release = lockStack(this.profile, 'bench');
    await this.stopAll();
    deleteData(this.profile);
    rmSync(join(this.profile.directory, 'run-files'), { recursive: true, force: true });
    const peers = Array.from({ length: PEER_PORTS }, (_, index) => ({
      name: 'a peer',
      port: peerPort(this.profile, index),
    }));
    await requireFreePorts(peers);
    await startStores(this.profile);
    const supervisor = new Supervisor(this.profile.directory);
    const secrets = openSecrets(this.profile);
    await step('services', async () => {
      await Promise.all(SERVICES.map((name) => supervisor.ensure(serviceSpec(this.profile, secrets, name))));
      return `${SERVICES.join(', ')} started`;
    });
  }

  /** For a measurement, once it runs. */
  open(): LocalBenchStack {
    this.measured = new LocalBenchStack(this.profile);
    return this.measured;
  }

  /** Whoever asks first begins; all wait for the same end. */
  stop(): Promise<void> {
    this.stopping ??= this.release === undefined ? Promise.resolve() : this.stopMeasured().then(this.release);
    return this.stopping;
  }

  private async stopMeasured(): Promise<void> {
    await this.measured?.close();
    await this.stopAll();
  }

  private async stopAll(): Promise<void> {
    const records = new Supervisor(this.profile.directory).records.all();
    // One that is held still would not hear that it is to end.
    for (const record of records.filter(isAlive)) signalFamily(record.pid, 'SIGCONT');
    await stopStack(this.profile, () => undefined);
  }
}
