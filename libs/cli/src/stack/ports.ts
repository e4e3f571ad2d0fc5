/** The ports of the stack that `up` starts; the test stack and TENFOLD_PORT_OFFSET shift them all. */
const BASE = {
  gateway: 8080,
  quiz: 8081,
  orders: 8082,
  'order-items': 8083,
  redis: 6390,
  nats: 4290,
} as const;

/** shard-3 has 5503, its replica 5513. */
const PRIMARIES = 5_500;
const REPLICAS = 5_510;

export type PortName = keyof typeof BASE;
export type Ports = Readonly<Record<PortName, number>>;

/** A shard that the stack runs itself; with more than nine their ports would meet. */
export type ShardName = `shard-${number}`;
/** A Postgres server of the stack. */
export type ServerName = ShardName | `${ShardName}-replica`;
export const MOST_SHARDS = 9;

/** Health has a port of its own, this far above the HTTP port. */
const HEALTH_DISTANCE = 1_000;

/** So has NATS's monitoring endpoint, which tells whether writes are synced. */
const MONITOR_DISTANCE = 4_000;

export function monitorPortOf(natsPort: number): number {
  return natsPort + MONITOR_DISTANCE;
}

export function portsWithOffset(offset: number): Ports {
  return Object.fromEntries(Object.entries(BASE).map(([name, port]) => [name, port + offset])) as Record<
    PortName,
    number
  >;
}

export function serverPort(offset: number, server: ServerName): number {
  const number = shardNumber(server);
  if (number === undefined) throw new RangeError(`${server} is no server of the stack`);
  return offset + number + (server.endsWith('-replica') ? REPLICAS : PRIMARIES);
}

/** Undefined for names that the stack does not give. */
export function shardNumber(name: string): number | undefined {
  const found = /^shard-([1-9])(-replica)?$/.exec(name);
  return found === null ? undefined : Number(found[1]);
}

export function replicaOf(shard: ShardName): ServerName {
  return `${shard}-replica`;
}

/** A pooler stands this far above the server that it is for. */
const POOLER_DISTANCE = 900;

export function poolerPortOf(serverPort: number): number {
  return serverPort + POOLER_DISTANCE;
}

/** Of the Prometheus that `up --observe` adds. */
const PROMETHEUS = 9_090;

export function prometheusPort(offset: number): number {
  return PROMETHEUS + offset;
}

export function healthPortOf(httpPort: number): number {
  return httpPort + HEALTH_DISTANCE;
}
