import { closeSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SHARD } from '../data/customers.js';
import { withAdmin } from '../data/peer-tables.js';
import { BenchFailure } from '../failure.js';
import type { BenchStack } from '../stack.js';
import type { PlacedOrders } from './place-order.js';
import type { ScriptFile } from './pgbench.js';
import { toScript, type Script } from './script.js';
import { LINE_PREFIX, parseServerLog, type LoggedStatement } from './server-log.js';
import { settled } from './settle.js';

const OTHER_SHARD = 'shard-2';
/** What is sent in this time without any order belongs to none. */
const REST_MS = 3_000;
/** The log is written by the server's processes, a moment after the answer. */
const FLUSH_MS = 200;
const OURS = ['orders', 'order_items', 'quiz'];
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export interface Recorded {
  /** Files for pgbench, one for each order that was recorded. */
  readonly scripts: readonly ScriptFile[];
  /** Statements of an order on the measured shard, and on the other one, which are not replayed. */
  readonly statements: number;
  readonly elsewhere: number;
}

/**
 * Places orders one at a time and takes from Postgres's own log what each of them made the services send, events and sums included. So
 * the replayed SQL is that of today's code, whatever it is.
 */
export async function recordPlacing(
  stack: BenchStack,
  orders: PlacedOrders,
  count: number,
): Promise<Recorded> {
  await logEverything(stack, true);
  try {
    const atRest = await recorded(stack, () => delay(REST_MS));
    const polled = new Set([...atRest.here, ...atRest.elsewhere].map(({ text }) => text));
    const scripts: ScriptFile[] = [];
    let [statements, elsewhere] = [0, 0];
    for (let index = 0; index < count; index++) {
      const since = Date.now();
      const key = `bench-recorded-${since}-${index}`;
      const all = await recorded(stack, async () => {
        await orders.place(index, key);
        await settled(stack);
      });
      const own = all.here.filter(({ text }) => !polled.has(text));
      statements += own.length;
      elsewhere += all.elsewhere.filter(({ text }) => !polled.has(text)).length;
      const { text, variables } = await scriptOf(stack, own, { key, since, prefix: `order${index}_` });
      const file = join(stack.directory, `place-${index}.sql`);
      writeFileSync(file, text);
      scripts.push({ file, variables });
    }
    if (statements === 0)
      throw new BenchFailure('Postgres has logged no statement of an order, so none can be replayed.');
    return { scripts, statements: statements / count, elsewhere: elsewhere / count };
  } finally {
    await logEverything(stack, false);
  }
}

async function scriptOf(
  stack: BenchStack,
  statements: readonly LoggedStatement[],
  { key, since, prefix }: { key: string; since: number; prefix: string },
): Promise<Script> {
  const ids = statements.flatMap(({ parameters }) => parameters.flatMap((value) => value?.match(ID) ?? []));
  const freshIds = new Set(
    ids.filter((id) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) >= since),
  );
  const marks = [...freshIds, key];
  const own = statements.filter((statement) => belongsTo(statement, marks));
  return withAdmin(stack, SHARD, (client) =>
    toScript(own, {
      prefix,
      freshIds,
      freshTexts: [key],
      typesOf: async (text) => {
        await client.query(`PREPARE bench_types AS ${text}`);
        const { rows } = await client.query<{ types: string[] }>(
          "SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'bench_types'",
        );
        await client.query('DEALLOCATE bench_types');
        return rows[0]?.types ?? [];
      },
    }),
  );
}

/** Not what only looks, and names nothing of this order: a sample of a metric, which came by meanwhile. */
function belongsTo({ text, parameters }: LoggedStatement, marks: readonly string[]): boolean {
  if (!/^SELECT/i.test(text)) return true;
  return parameters.some((value) => marks.some((mark) => value?.includes(mark) === true));
}

async function recorded(
  stack: BenchStack,
  work: () => Promise<void>,
): Promise<{ here: LoggedStatement[]; elsewhere: LoggedStatement[] }> {
  const logs = [SHARD, OTHER_SHARD].map((shard) => stack.logOf(shard));
  const sizes = logs.map((log) => statSync(log).size);
  await work();
  await delay(FLUSH_MS);
  const [here = [], elsewhere = []] = logs.map((log, index) =>
    parseServerLog(readFrom(log, sizes[index] ?? 0)).filter(({ role }) => OURS.includes(role)),
  );
  return { here, elsewhere };
}

function readFrom(file: string, from: number): string {
  const length = statSync(file).size - from;
  const buffer = Buffer.alloc(length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, buffer, 0, length, from);
    return buffer.toString();
  } finally {
    closeSync(descriptor);
  }
}

async function logEverything(stack: BenchStack, on: boolean): Promise<void> {
  for (const shard of [SHARD, OTHER_SHARD]) {
    await withAdmin(stack, shard, async (client) => {
      const settings = { log_statement: 'all', log_line_prefix: LINE_PREFIX };
      for (const [name, value] of Object.entries(settings)) {
        await client.query(on ? `ALTER SYSTEM SET ${name} = '${value}'` : `ALTER SYSTEM RESET ${name}`);
      }
      await client.query('SELECT pg_reload_conf()');
    });
  }
  // Each session reads the settings again when it gets its next statement.
  await delay(FLUSH_MS);
}
