import { parseArgs } from 'node:util';
import { formatDuration } from '../output/duration.js';
import { table } from '../output/table.js';
import { isAlive } from '../processes/process-identity.js';
import { Supervisor } from '../processes/supervisor.js';
import { answers, answersOk } from '../stack/greeting.js';
import { healthPortOf, type PortName } from '../stack/ports.js';
import { shardStatuses, type ShardStatus } from '../stack/shard-status.js';
import { mainProfile, type Profile } from '../stack/profile.js';

interface Row {
  readonly name: string;
  readonly state: 'running' | 'dead' | 'stopped';
  readonly pid: number | null;
  readonly port: number;
  readonly health: 'ok' | 'failing' | '-';
  readonly upMs: number | null;
}

export async function status(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
  const profile = mainProfile();
  const names = Object.keys(profile.ports) as PortName[];
  const rows = await Promise.all(names.map((name) => examine(profile, name)));
  const shards = await shardStatuses(profile);
  const output = values.json
    ? JSON.stringify({ processes: rows, shards }, null, 2)
    : [render(rows), renderShards(shards), renderPools(shards)].join('\n\n');
  process.stdout.write(`${output}\n`);
  return rows.every(({ health }) => health === 'ok') ? 0 : 1;
}

async function examine(profile: Profile, name: PortName): Promise<Row> {
  const port = profile.ports[name];
  const record = new Supervisor(profile.directory).records.read(name);
  if (record === undefined) return { name, state: 'stopped', pid: null, port, health: '-', upMs: null };
  if (!isAlive(record))
    return { name, state: 'dead', pid: record.pid, port: record.port, health: '-', upMs: null };
  const health = (await isHealthy(name, record.port)) ? 'ok' : 'failing';
  const upMs = Date.now() - Date.parse(record.startedAt);
  return { name, state: 'running', pid: record.pid, port: record.port, health, upMs };
}

function isHealthy(name: PortName, port: number): Promise<boolean> {
  switch (name) {
    case 'shard-1':
    case 'shard-2':
    case 'shard-1-replica':
    case 'shard-2-replica':
      return answers(port, /^[SN]$/, POSTGRES_SSL_REQUEST);
    case 'redis':
      return answers(port, /^\+PONG/, 'PING\r\n');
    case 'nats':
      return answers(port, /^INFO /);
    case 'gateway':
      return answersOk(`http://127.0.0.1:${port}/readyz`);
    case 'quiz':
    case 'orders':
    case 'order-items':
      return answersOk(`http://127.0.0.1:${healthPortOf(port)}/readyz`);
  }
}

/** A client's first message, "do you speak TLS?": a Postgres that serves answers it with one letter. */
const POSTGRES_SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');

function render(rows: readonly Row[]): string {
  const lines = rows.map(({ name, state, pid, port, health, upMs }) => [
    name,
    state,
    pid === null ? '-' : String(pid),
    String(port),
    health,
    upMs === null ? '-' : formatDuration(upMs),
  ]);
  return table([['NAME', 'STATE', 'PID', 'PORT', 'HEALTH', 'UP'], ...lines]);
}

function renderShards(shards: readonly ShardStatus[]): string {
  const lines = shards.map(({ name, buckets, primary, monthsAhead, replica }) => [
    name,
    buckets.join(', ') || '-',
    primary,
    monthsAhead === null ? '-' : String(monthsAhead),
    replica.name,
    replica.state,
    replica.lagBytes === null ? '-' : String(replica.lagBytes),
    replica.lagMs === null ? '-' : String(replica.lagMs),
  ]);
  return table([
    ['SHARD', 'BUCKETS', 'PRIMARY', 'MONTHS AHEAD', 'REPLICA', 'STATE', 'LAG BYTES', 'LAG MS'],
    ...lines,
  ]);
}

/** One row a server, one column a role: connections now / connections it may have. */
function renderPools(shards: readonly ShardStatus[]): string {
  const servers = shards.flatMap(({ pools }) => Object.entries(pools));
  const roles = servers[0]?.[1].map(({ role }) => role) ?? [];
  const lines = servers.map(([server, pools]) => [
    server,
    ...pools.map(({ connections, budget }) => `${connections}/${budget}`),
  ]);
  return table([['CONNECTIONS', ...roles], ...lines]);
}
