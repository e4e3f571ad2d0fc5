import { closeSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SHARD } from '../data/customers.js';
import { withAdmin } from '../data/peer-tables.js';
import { BenchFailure } from '../failure.js';
import type { BenchStack } from '../stack.js';
import type { PlacedOrders } from './place-order.js';
import { ID, Prepared, toScript, variablesOf } from './script.js';
import { LINE_PREFIX, parseServerLog, type LoggedStatement } from './server-log.js';
import { Settling } from './settle.js';

const OTHER_SHARD = 'shard-2';
/** The log is written by the server's processes, a moment after the answer. */
const FLUSH_MS = 200;
const OURS = ['orders', 'order_items'];
/** Sent once by a new connection. */
const OF_CONNECTIONS = /^(SET|SHOW|DISCARD|RESET)\b/i;
/** Placed before anything is recorded, so that the services have the connections and the batches that they have under load. */
const WARMING = 200;

export interface RecordingSize {
  readonly recordings: number;
  /** Of each recording, and how many of them are placed at once. */
  readonly orders: number;
  readonly atOnce: number;
}

/** What pgbench replays. */
export interface Recorded {
  /** One file for each recording. */
  readonly files: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** Statements of an order on the measured shard, and on the other one, which are not replayed. */
  readonly statements: number;
  readonly elsewhere: number;
}

/**
 * Places orders of many customers, several at once, and takes from Postgres's own log what they made the services send until all of
 * it was applied: what many orders share is in it as often as they shared it, and what the clock sends meanwhile is in it too. So the
 * replayed SQL is that of today's code, whatever it is.
 */
export async function recordPlacing(
  stack: BenchStack,
  orders: PlacedOrders,
  size: RecordingSize,
): Promise<Recorded> {
  const settling = await Settling.open(stack);
  try {
    await placeAll(orders, 0, WARMING, size.atOnce, `bench-warming-${Date.now()}-`);
    await settling.settled();
    await logEverything(stack, true);
    const prepared = new Prepared();
    const scripts: string[] = [];
    let [here, elsewhere] = [0, 0];
    for (let recording = 0; recording < size.recordings; recording++) {
      const since = Date.now();
      const freshText = `bench-recorded-${since}-`;
      const all = await recorded(stack, async () => {
        await placeAll(orders, recording * size.orders, size.orders, size.atOnce, freshText);
        await settling.settled();
      });
      const freshIds = idsSince(all.here, since);
      scripts.push(toScript(all.here, { recording, orders: size.orders, freshIds, freshText, prepared }));
      here += all.here.length;
      elsewhere += all.elsewhere.length;
    }
    if (here === 0)
      throw new BenchFailure('Postgres has logged no statement of an order, so none can be replayed.');
    const total = size.recordings * size.orders;
    return {
      files: writeScripts(stack, prepared, scripts),
      variables: variablesOf(size.recordings),
      statements: here / total,
      elsewhere: elsewhere / total,
    };
  } finally {
    await logEverything(stack, false);
    await settling.close();
  }
}

async function placeAll(
  orders: PlacedOrders,
  first: number,
  count: number,
  atOnce: number,
  key: string,
): Promise<void> {
  let next = 0;
  const place = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      await orders.place(first + index, `${key}${index}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, place));
}

/** Ids of version 7 begin with their time, in milliseconds. */
function idsSince(statements: readonly LoggedStatement[], since: number): Set<string> {
  const ids = statements.flatMap(({ parameters }) => parameters.flatMap((value) => value?.match(ID) ?? []));
  return new Set(ids.filter((id) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) >= since));
}

function writeScripts(stack: BenchStack, prepared: Prepared, scripts: readonly string[]): string[] {
  return scripts.map((script, index) => {
    const file = join(stack.directory, `place-${index}.sql`);
    writeFileSync(file, `${prepared.head()}\n${script}`);
    return file;
  });
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
    parseServerLog(readFrom(log, sizes[index] ?? 0)).filter(
      ({ role, text }) => OURS.includes(role) && !OF_CONNECTIONS.test(text),
    ),
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
