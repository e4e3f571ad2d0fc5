import { setTimeout as delay } from 'node:timers/promises';
import type { ShardReader } from '../reader/shard-reader.js';

export type Lateness = 'paused' | 'delayed';
export const DELAY_MS = 5_000;

/** All replicas of the map, made late. */
export class LateReplicas {
  constructor(private readonly shards: ShardReader) {}

  /** `paused` replays nothing from now on; `delayed` replays each commit five seconds after it was made. */
  async begin(lateness: Lateness): Promise<void> {
    if (lateness === 'paused') await this.each('SELECT pg_wal_replay_pause()');
    else await this.setDelay(DELAY_MS);
  }

  /** As they should be. */
  async end(): Promise<void> {
    await this.setDelay(0);
    await this.each('SELECT pg_wal_replay_resume()');
  }

  /** How much of the log each of them has left to replay, in bytes. */
  async behind(): Promise<number[]> {
    const rows = await this.each<{ bytes: number }>(
      'SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::float8 AS bytes',
    );
    return rows.map(({ bytes }) => bytes);
  }

  async caughtUp(): Promise<void> {
    while ((await this.behind()).some((bytes) => bytes > 0)) await delay(50);
  }

  private async setDelay(ms: number): Promise<void> {
    // A setting of the server takes no parameter; the two values are ours.
    await this.each(ms === 0 ? 'ALTER SYSTEM RESET recovery_min_apply_delay' : DELAYED);
    await this.each('SELECT pg_reload_conf()');
  }

  private async each<Row extends object>(text: string): Promise<Row[]> {
    const replicas = Object.values(this.shards.map().shards).flatMap((shard) => shard.replicas ?? []);
    return (await Promise.all(replicas.map((replica) => this.shards.rows<Row>(replica, text)))).flat();
  }
}

const DELAYED = "ALTER SYSTEM SET recovery_min_apply_delay = '5s'";
