import { parseArgs } from 'node:util';
import { formatDuration } from '../output/duration.js';
import { table } from '../output/table.js';
import { isAlive } from '../processes/process-identity.js';
import { Supervisor } from '../processes/supervisor.js';
import { answers, answersOk, servesPostgres } from '../stack/greeting.js';
import { healthPortOf, replicaOf, serverPort, type PortName, type ServerName } from '../stack/ports.js';
import { readMoves, renderMoves } from '../stack/moves.js';
import { isPooler } from '../stack/pooler.js';
import { isPrometheus, prometheusUrl } from '../stack/prometheus.js';
import { shardStatuses, type ShardStatus } from '../stack/shard-status.js';
import { mainProfile, type Profile } from '../stack/profile.js';
import { localShards } from '../stack/shard-map.js';

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
  const servers = localShards(profile).flatMap((shard): ServerName[] => [shard, replicaOf(shard)]);
  const rows = await Promise.all([
    ...names.map((name) => examine(profile, name, profile.ports[name], (port) => isHealthy(name, port))),
    ...servers.map((name) => examine(profile, name, serverPort(profile.offset, name), servesPostgres)),
  ]);
  rows.push(...(await examineAdded(profile)));
  const shards = await shardStatuses(profile);
  const output = values.json
    ? JSON.stringify({ processes: rows, shards }, null, 2)
    : [render(rows), renderShards(shards), renderPools(shards)].join('\n\n');
  process.stdout.write(`${output}\n`);
  if (!values.json) process.stdout.write(await movesOf(profile));
  return rows.every(({ health }) => health === 'ok') ? 0 : 1;
}

/** A shard that is down cannot say; its state stands above. */
async function movesOf(profile: Profile): Promise<string> {
  return readMoves(profile).then(renderMoves, () => '');
}

async function examine(
  profile: Profile,
  name: string,
  port: number,
  healthy: (port: number) => Promise<boolean>,
): Promise<Row> {
  const record = new Supervisor(profile.directory).records.read(name);
  if (record === undefined) return { name, state: 'stopped', pid: null, port, health: '-', upMs: null };
  if (!isAlive(record))
    return { name, state: 'dead', pid: record.pid, port: record.port, health: '-', upMs: null };
  const health = (await healthy(record.port)) ? 'ok' : 'failing';
  const upMs = Date.now() - Date.parse(record.startedAt);
  return { name, state: 'running', pid: record.pid, port: record.port, health, upMs };
}

/** Poolers and Prometheus are there or not, as `up` was told; nothing else depends on them. */
async function examineAdded(profile: Profile): Promise<Row[]> {
  const names = new Supervisor(profile.directory).records.all().map(({ name }) => name);
  const poolers = names.filter(isPooler).map((name) => examine(profile, name, 0, servesPostgres));
  const healthy = (): Promise<boolean> => answersOk(`${prometheusUrl(profile)}/-/ready`);
  const prometheus = names.filter(isPrometheus).map((name) => examine(profile, name, 0, healthy));
  return Promise.all([...poolers, ...prometheus]);
}

function isHealthy(name: PortName, port: number): Promise<boolean> {
  switch (name) {
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
  const lines = shards.flatMap(({ name, buckets, primary, monthsAhead, replicas }) => {
    const shard = [
      name,
      buckets.join(', ') || '-',
      primary,
      monthsAhead === null ? '-' : String(monthsAhead),
    ];
    if (replicas.length === 0) return [[...shard, '-', '-', '-', '-']];
    return replicas.map((replica) => [
      ...shard,
      replica.name,
      replica.state,
      replica.lagBytes === null ? '-' : String(replica.lagBytes),
      replica.lagMs === null ? '-' : String(replica.lagMs),
    ]);
  });
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
    ...pools.map(({ connections, budget }) => `${connections}/${budget ?? '-'}`),
  ]);
  return table([['CONNECTIONS', ...roles], ...lines]);
}
