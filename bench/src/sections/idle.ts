import { setTimeout as delay } from 'node:timers/promises';
import type { Contender, Work } from '../contender.js';
import { withAdmin } from '../data/peer-tables.js';
import { readCpu } from '../machine/processes.js';
import { SERVICE_NAMES } from '../stack.js';
import type { Section, Setting } from './section.js';

/** After load: what was begun is done, and pools have closed what they do not need. */
const SETTLE_MS = { full: 15_000, quick: 1_000 };
const WINDOW_MS = { full: 10_000, quick: 3_000 };
const WINDOWS = { full: 6, quick: 1 };
const SHARDS = ['shard-1', 'shard-2'];

/** What a platform takes that nobody asks anything. */
export const idle: Section = {
  name: 'idle',
  title: 'all services at rest',
  prepare: (setting) =>
    Promise.resolve({
      contenders: [new Resting(setting)],
      peers: [],
      pace: {
        starts: 1,
        rounds: setting.quick ? WINDOWS.quick : WINDOWS.full,
        blockMs: setting.quick ? WINDOW_MS.quick : WINDOW_MS.full,
        warmMs: setting.quick ? SETTLE_MS.quick : SETTLE_MS.full,
        slow: 1,
      },
      notes: ['The share is that of the busiest of the three services in each window.'],
    }),
};

class Resting implements Contender {
  readonly name = 'ours';
  readonly awake = SERVICE_NAMES;
  readonly counted = SERVICE_NAMES;

  constructor(private readonly setting: Setting) {}

  warm(milliseconds: number): Promise<void> {
    return delay(milliseconds);
  }

  verify(): Promise<void> {
    return Promise.resolve();
  }

  /** One window is one thing done in `seconds`, so that its rate is a share: the busiest service, in cores. */
  async work(milliseconds: number): Promise<Work> {
    const { stack } = this.setting;
    const [statements, before] = [await this.statements(), readCpu(stack.pids())];
    await delay(milliseconds);
    const after = readCpu(stack.pids());
    const seconds = after.at - before.at;
    const shares = SERVICE_NAMES.map(
      (name) => ((after.byName[name] ?? 0) - (before.byName[name] ?? 0)) / seconds,
    );
    const sent = (await this.statements()) - statements;
    return {
      done: Math.max(...shares),
      seconds: 1,
      details: {
        ...Object.fromEntries(SERVICE_NAMES.map((name, index) => [name, shares[index] ?? 0])),
        'statements per second, process and shard': sent / seconds / SERVICE_NAMES.length / SHARDS.length,
      },
    };
  }

  /** Transactions of the services' database: at rest each is one statement. The two looks of this program are small beside them. */
  private async statements(): Promise<number> {
    const counts = await Promise.all(
      SHARDS.map((shard) =>
        withAdmin(this.setting.stack, shard, async (client) => {
          const { rows } = await client.query<{ count: number }>(
            `SELECT (xact_commit + xact_rollback)::float8 AS count FROM pg_stat_database WHERE datname = current_database()`,
          );
          return rows[0]?.count ?? 0;
        }),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
