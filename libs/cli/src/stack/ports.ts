/** The ports of the stack that `up` starts; the test stack and TENFOLD_PORT_OFFSET shift them all. */
const BASE = {
  gateway: 8080,
  quiz: 8081,
  orders: 8082,
  'order-items': 8083,
  'shard-1': 5501,
  'shard-2': 5502,
  'shard-1-replica': 5511,
  'shard-2-replica': 5512,
  redis: 6390,
  nats: 4290,
} as const;

export type PortName = keyof typeof BASE;
export type Ports = Readonly<Record<PortName, number>>;

/** Health has a port of its own, this far above the HTTP port. */
const HEALTH_DISTANCE = 1_000;

export function portsWithOffset(offset: number): Ports {
  return Object.fromEntries(Object.entries(BASE).map(([name, port]) => [name, port + offset])) as Record<
    PortName,
    number
  >;
}

/** A pooler stands this far above the server that it is for. */
const POOLER_DISTANCE = 900;

export function poolerPortOf(serverPort: number): number {
  return serverPort + POOLER_DISTANCE;
}

export function healthPortOf(httpPort: number): number {
  return httpPort + HEALTH_DISTANCE;
}
