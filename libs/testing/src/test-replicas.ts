import { loadShardMap } from '@tenfold/database';
import pg from 'pg';
import { testStores } from './test-stores.js';
import { waitFor } from './wait-for.js';

/** The replicas of the run's shards, to be made late. Whoever does that undoes it: other tests read from them. */
export class TestReplicas {
  private constructor(private readonly clients: readonly pg.Client[]) {}

  static async open(): Promise<TestReplicas> {
    const { shardMapFile, adminUser: user, adminPassword: password } = testStores();
    const servers = Object.values(loadShardMap(shardMapFile).shards).flatMap(({ replicas = [] }) => replicas);
    const clients = servers.map((server) => new pg.Client({ ...server, user, password }));
    await Promise.all(clients.map((client) => client.connect()));
    return new TestReplicas(clients);
  }

  /** Replays nothing from now on. */
  async pause(): Promise<void> {
    await this.each('SELECT pg_wal_replay_pause()');
    await waitFor(async () => {
      const states = await this.each('SELECT pg_get_wal_replay_pause_state() AS state');
      return states.every((state) => state === 'paused');
    });
  }

  /** Replays each commit this much later than it was made. */
  async delay(ms: number): Promise<void> {
    await this.each(`ALTER SYSTEM SET recovery_min_apply_delay = ${ms}`);
    await this.each('SELECT pg_reload_conf()');
    await waitFor(async () => {
      const set = await this.each(
        "SELECT setting AS state FROM pg_settings WHERE name = 'recovery_min_apply_delay'",
      );
      return set.every((setting) => Number(setting) === ms);
    });
  }

  /** As they should be: replays what there is, at once. */
  async resume(): Promise<void> {
    await this.delay(0);
    await this.each('SELECT pg_wal_replay_resume()');
  }

  async close(): Promise<void> {
    await this.resume();
    await Promise.all(this.clients.map((client) => client.end()));
  }

  private async each(text: string): Promise<unknown[]> {
    const results = await Promise.all(this.clients.map((client) => client.query<{ state?: unknown }>(text)));
    return results.map(({ rows }) => rows[0]?.state);
  }
}
