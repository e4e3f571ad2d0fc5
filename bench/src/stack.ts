export const SERVICE_NAMES = ['quiz', 'orders', 'order-items'] as const;
export type BenchService = (typeof SERVICE_NAMES)[number];

export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A program of the system, with what it needs to find its libraries. */
export interface Program {
  readonly path: string;
  readonly version: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface PeerProcess {
  readonly name: string;
  /** A file of `bench/peers`, without its ending. */
  readonly entry: string;
  readonly port: number;
  /** Written to a file whose path is the program's argument. */
  readonly config: object;
}

/** All that a run may do to the stack that it measures, and may know of it; `libs/cli` implements it. */
export interface BenchStack {
  /** For files of the run. */
  readonly directory: string;
  readonly root: string;
  readonly natsUrl: string;
  readonly natsMonitorUrl: string;
  readonly redisPort: number;
  readonly jwksUrl: string;
  readonly cursorSecret: string;
  /** Connections that one process of a service may have to one server: what peers may have too. */
  readonly poolSize: number;
  readonly pgbench: () => Promise<Program>;
  readonly redisBenchmark: () => Promise<Program>;
  url(service: BenchService): string;
  healthUrl(service: BenchService): string;
  /** The administrator on this server. */
  login(server: string): Login;
  /** Ports of peers, free at the start. */
  peerPort(index: number): number;
  token(subject: string, roles: readonly string[]): Promise<string>;
  /** Every process of the stack and of its peers, by name. */
  pids(): Readonly<Record<string, number>>;
  logOf(name: string): string;
  startPeer(peer: PeerProcess): Promise<void>;
  stopPeer(name: string): Promise<void>;
  /** Another process of this service, ready: one that has compiled nothing yet. */
  restart(service: BenchService): Promise<void>;
  /** Holds a service still, so that it takes nothing from what is measured beside it. */
  freeze(service: BenchService): void;
  thaw(service: BenchService): void;
}
