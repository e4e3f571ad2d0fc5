import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Contender, Work } from '../contender.js';
import { SHARD } from '../data/customers.js';
import { withAdmin } from '../data/peer-tables.js';
import { BenchFailure } from '../failure.js';
import type { BenchStack, Program } from '../stack.js';
import type { Script } from './script.js';

const run = promisify(execFile);

/** A script that lies in a file. */
export interface ScriptFile {
  readonly file: string;
  readonly variables: Script['variables'];
}

/** Runs scripts on the first shard, with prepared statements, as the role that the services' statements run as. */
export class PgbenchContender implements Contender {
  readonly awake = [];
  readonly counted = ['shard-1', 'shard-1-replica'];

  constructor(
    private readonly stack: BenchStack,
    private readonly program: Program,
    readonly name: string,
    private readonly scripts: readonly ScriptFile[],
    private readonly clients: number,
  ) {}

  async warm(milliseconds: number): Promise<void> {
    await this.work(milliseconds);
  }

  verify(): Promise<void> {
    return Promise.resolve();
  }

  async work(milliseconds: number): Promise<Work> {
    const { host, port, user, password, database } = this.stack.login(SHARD);
    // It knows whole seconds only, and on a slow machine a first order of each client takes most of one.
    const seconds = Math.max(2, Math.round(milliseconds / 1_000));
    const files = this.scripts.flatMap(({ file, variables }) => [
      ...Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]),
      '-f',
      file,
    ]);
    const args = [
      '-n',
      '-M',
      'prepared',
      '-c',
      String(this.clients),
      '-j',
      '1',
      '-T',
      String(seconds),
      ...files,
    ];
    const login = ['-h', host, '-p', String(port), '-U', user, database];
    const env = { ...this.program.env, PGPASSWORD: password, PGOPTIONS: await settingsOf(this.stack) };
    const { stdout } = await run(this.program.path, [...args, ...login], { env }).catch((error: unknown) => {
      throw new BenchFailure(`pgbench cannot replay ${this.name}: ${String(error).slice(0, 600)}`);
    });
    return readOutput(stdout);
  }
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
