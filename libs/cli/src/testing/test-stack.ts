import { findNats } from '../binaries/nats-binary.js';
import { findRedis } from '../binaries/redis-binary.js';
import { deleteData } from '../stack/delete-data.js';
import { testEnvironment, type Environment } from '../stack/environment.js';
import { lockStack } from '../stack/lock-stack.js';
import type { Profile } from '../stack/profile.js';
import { openSecrets } from '../stack/secrets.js';
import { writeShardMap } from '../stack/shard-map.js';
import { migrateAll, startPoolers, startPrograms, startStores } from '../stack/stack.js';
import { stopStack } from '../stack/stop-stack.js';

/** A stack of its own for one test run: empty at the start, gone at the end, beside the one that `up` has started. */
export class TestStack {
  private release: (() => void) | undefined;
  private started: 'nothing' | 'stores' | 'programs' = 'nothing';

  constructor(private current: Profile) {}

  get profile(): Profile {
    return this.current;
  }

  /** From the next start on it has the schema of that release, or its own again. */
  takeSchemaFrom(root: string | undefined): void {
    this.current = { ...this.current, migrationsFrom: root };
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
    const nats = await findNats(this.profile.packages);
    const redis = await findRedis(this.profile.packages);
    return {
      ...testEnvironment(this.profile, openSecrets(this.profile)),
      // For tests that kill their own server.
      ...(nats.kind === 'program' ? { TENFOLD_NATS_SERVER: nats.path } : {}),
      ...(redis.kind === 'program' ? { TENFOLD_REDIS_SERVER: redis.path } : {}),
      ...(redis.kind === 'program' && redis.libraryPath !== undefined
        ? { TENFOLD_REDIS_LIBRARY_PATH: redis.libraryPath }
        : {}),
    };
  }

  /** The stores as before, and from now on by way of poolers, or directly again. No program may run meanwhile. */
  async pooled(pooled: boolean): Promise<Environment> {
    await this.stores();
    this.current = { ...this.current, pooled };
    writeShardMap(this.current);
    await startPoolers(this.current);
    // Each shard has the map that is in force on record.
    await migrateAll(this.current);
    return this.stores();
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

/** Ctrl-C leaves nothing running. */
export function stopWhenInterrupted(stack: TestStack): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stdout.write('\nInterrupted: stopping the test stack.\n');
      void stack.stop().finally(() => process.exit(130));
    });
  }
}
