import { deleteData } from '../stack/delete-data.js';
import { testEnvironment, type Environment } from '../stack/environment.js';
import { lockStack } from '../stack/lock-stack.js';
import type { Profile } from '../stack/profile.js';
import { openSecrets } from '../stack/secrets.js';
import { startPrograms, startStores } from '../stack/stack.js';
import { stopStack } from '../stack/stop-stack.js';

/** A stack of its own for one test run: empty at the start, gone at the end, beside the one that `up` has started. */
export class TestStack {
  private release: (() => void) | undefined;
  private started: 'nothing' | 'stores' | 'programs' = 'nothing';

  constructor(private own: Profile) {}

  get profile(): Profile {
    return this.own;
  }

  /** From the next start on it has the schema of that release, or its own again. */
  takeSchemaFrom(root: string | undefined): void {
    this.own = { ...this.own, migrationsFrom: root };
  }

  /**
   * Postgres, Redis and NATS. Integration tests run on these alone: running services would take events away from the
   * consumers that the tests start themselves.
   */
  async stores(): Promise<Environment> {
    if (this.started === 'nothing') {
      this.release = lockStack(this.profile, 'test');
      await stopStack(this.profile, () => undefined);
      deleteData(this.profile);
      process.stdout.write('\nTest stack\n');
      this.started = 'stores';
      await startStores(this.profile);
    }
    return testEnvironment(this.profile, openSecrets(this.profile));
  }

  async programs(): Promise<Environment> {
    const environment = await this.stores();
    if (this.started !== 'programs') {
      await startPrograms(this.profile);
      this.started = 'programs';
    }
    return environment;
  }

  /** Stops everything. The logs stay until the next run, for whoever looks for the reason of a failure. */
  async stop(): Promise<void> {
    if (this.started === 'nothing') return;
    await stopStack(this.profile, () => undefined);
    this.started = 'nothing';
    this.release?.();
  }

  /** Leaves the processes running for a closer look. */
  keep(): void {
    this.release?.();
  }
}
