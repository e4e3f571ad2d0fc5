import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Contender, Work } from '../contender.js';
import { SHARD } from '../data/customers.js';
import { withAdmin } from '../data/peer-tables.js';
import { BenchFailure } from '../failure.js';
import type { BenchStack, Program } from '../stack.js';

const run = promisify(execFile);
const NOW = 'SELECT now()::text AS at';
const OUTBOXES = ['orders.outbox', 'order_items.outbox'];

interface Begun {
  readonly at: string;
}

/**
 * Two connections that replay the relay's rounds each claim rows of the other's and then mark their own: once in thousands of transactions that
 * is a deadlock, which the services do not have. It is tried again.
 */
const MOST_TRIES = 5;
/** The first second is not counted as one of its rate. */
const LEAST_SECONDS = 2;

/** What it runs: in each transaction one of the files. */
export interface Replay {
  readonly files: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** Whether pgbench prepares what the files say (`prepared`), or sends it as it is, because they prepare it themselves. */
  readonly mode: 'prepared' | 'simple';
}

/** Runs scripts on the first shard, with the settings of the role that the services' statements run as. */
export class PgbenchContender implements Contender {
  readonly awake = [];
  readonly counted = ['shard-1', 'shard-1-replica'];
  private settings: string | undefined;

  constructor(
    private readonly stack: BenchStack,
    private readonly program: Program,
    readonly name: string,
    private readonly replay: Replay,
    private readonly clients: number,
  ) {}

  /** Its connections are new in each block, so that only the server's memory can be warmed: in less than a second it is not. */
  async warm(milliseconds: number): Promise<void> {
    const seconds = Math.round(milliseconds / 1_000);
    if (seconds > 0) await this.run(seconds);
  }

  async verify(): Promise<void> {
    this.settings ??= await settingsOf(this.stack);
  }

  /** It knows whole seconds only. */
  async work(milliseconds: number): Promise<Work> {
    const { output, progress } = await this.run(Math.max(LEAST_SECONDS, Math.round(milliseconds / 1_000)));
    const { done, seconds } = readOutput(output);
    return { done, seconds: done / (steadyRate(progress) ?? done / seconds) };
  }

  /** What the last transactions have written to outboxes is for nobody: gathered by the services, it would be counted as theirs. */
  private async run(seconds: number): Promise<{ output: string; progress: string }> {
    const [begun] = await withAdmin(
      this.stack,
      SHARD,
      async (client) => (await client.query<Begun>(NOW)).rows,
    );
    const result = await this.replayFor(seconds);
    await withAdmin(this.stack, SHARD, async (client) => {
      for (const outbox of OUTBOXES)
        await client.query(`DELETE FROM ${outbox} WHERE created_at >= $1`, [begun?.at]);
    });
    return result;
  }

  private async replayFor(seconds: number): Promise<{ output: string; progress: string }> {
    const { host, port, user, password, database } = this.stack.login(SHARD);
    const { files, variables, mode } = this.replay;
    const args = [
      ['-n', '-M', mode, '--max-tries', String(MOST_TRIES)],
      ['-c', String(this.clients), '-j', '1', '-T', String(seconds), '-P', '1'],
      ...Object.entries(variables).map(([name, value]) => ['-D', `${name}=${value}`]),
      ...files.map((file) => ['-f', file]),
    ].flat();
    const login = ['-h', host, '-p', String(port), '-U', user, database];
    const env = { ...this.program.env, PGPASSWORD: password, PGOPTIONS: this.settings ?? '' };
    const { stdout, stderr } = await run(this.program.path, [...args, ...login], { env }).catch(
      (error: unknown) => {
        throw new BenchFailure(`pgbench cannot replay ${this.name}: ${String(error).slice(0, 600)}`);
      },
    );
    return { output: stdout, progress: stderr };
  }
}

/** The rate after the first second, in which each connection prepares and plans: the services have done that long ago. */
export function steadyRate(progress: string): number | undefined {
  const [, ...rates] = [...progress.matchAll(/^progress: [\d.]+ s, ([\d.]+) tps/gm)].map(([, rate]) =>
    Number(rate),
  );
  return rates.length === 0 ? undefined : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

export function readOutput(text: string): Work {
  const done = Number(/transactions actually processed: (\d+)/.exec(text)?.[1]);
  const rate = Number(/tps = ([\d.]+)/.exec(text)?.[1]);
  const failed = Number(/failed transactions: (\d+)/.exec(text)?.[1] ?? 0);
  if (!(done > 0) || !(rate > 0) || failed > 0) {
    throw new BenchFailure(`pgbench has printed no good result:\n${text.slice(0, 800)}`);
  }
  return { done, seconds: done / rate };
}

/** What the role of the service has set for its sessions, plan_cache_mode for instance; the administrator has it not. */
async function settingsOf(stack: BenchStack): Promise<string> {
  const { rows } = await withAdmin(stack, SHARD, (client) =>
    client.query<{ settings: string[] | null }>(
      "SELECT rolconfig AS settings FROM pg_roles WHERE rolname = 'orders'",
    ),
  );
  const settings = (rows[0]?.settings ?? []).filter((setting) => !/timeout|search_path/.test(setting));
  return settings.map((setting) => `-c ${setting}`).join(' ');
}
