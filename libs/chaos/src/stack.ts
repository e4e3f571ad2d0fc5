/** The processes of a stack that may be hurt, in the order in which they can be started: a gateway is ready when its services are. */
export const VICTIMS = [
  'shard-1',
  'shard-2',
  'shard-1-replica',
  'shard-2-replica',
  'redis',
  'nats',
  'quiz',
  'orders',
  'order-items',
  'gateway',
] as const;
export type Victim = (typeof VICTIMS)[number];

export type Role = 'author' | 'learner' | 'customer' | 'staff' | 'admin';

/** A Postgres server, for somebody who asks it himself. */
export interface ServerLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** All that a client has to know of a platform. */
export interface Entrance {
  readonly gatewayUrl: string;
  token(subject: string, role: Role): Promise<string>;
}

/** The way past all services, for whoever audits. */
export interface Stores {
  readonly natsUrl: string;
  readonly shardMapFile: string;
  /** The administrator's way to a server. */
  login(host: string, port: number): ServerLogin;
}

/** What a scenario may do to the stack it runs on, and what it has to know of it. Processes are known by name alone. */
export interface Stack extends Entrance, Stores {
  /** Where journals are kept. */
  readonly directory: string;
  /** SIGKILL to the process and all its children; back when they are gone. */
  kill(name: Victim): Promise<void>;
  /** Starts what does not run, and waits until it is ready; leaves what runs alone. */
  start(name: Victim): Promise<void>;
  /** SIGSTOP to the process and all its children: they are there, hold their sockets, and say nothing. */
  freeze(name: Victim): void;
  thaw(name: Victim): void;
  /** Moves buckets to a shard while they are written. @returns when writes were held back, and for how long */
  move(buckets: BucketRange, target: string, report: (line: string) => void): Promise<readonly Fence[]>;
  /** One more orders service, beside the stack's own. */
  startOrders(env: Readonly<Record<string, string>>): Promise<ExtraService>;
}

export interface BucketRange {
  readonly from: number;
  readonly to: number;
}

/** Times are this process's, `ms` is what the mover has written down: the window is a little longer than the fence. */
export interface Fence {
  readonly from: number;
  readonly to: number;
  readonly ms: number;
}

export interface ExtraService {
  readonly url: string;
  stop(): Promise<void>;
}
