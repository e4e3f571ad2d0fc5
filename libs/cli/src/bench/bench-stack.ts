import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchService, BenchStack, Login, PeerProcess, Program } from '@tenfold/bench';
import { NODE_ARGUMENTS } from '@tenfold/config';
import { AUDIENCE, DEVELOPMENT_ISSUER, DevelopmentIssuer, type Role } from '@tenfold/identity';
import { findPgbench } from '../binaries/pgbench-binary.js';
import { findRedis } from '../binaries/redis-binary.js';
import { isExecutable } from '../binaries/find-on-path.js';
import { Failure } from '../output/failure.js';
import { signalFamily } from '../processes/kill.js';
import { isAlive } from '../processes/process-identity.js';
import { Supervisor, type ProcessSpec } from '../processes/supervisor.js';
import { ROOT } from '../root.js';
import { baseEnvironment, issuerDirectory, POOL_SIZE } from '../stack/environment.js';
import { healthPortOf, monitorPortOf, serverPort, type ServerName } from '../stack/ports.js';
import type { Profile } from '../stack/profile.js';
import { openSecrets, type Secrets } from '../stack/secrets.js';
import { serviceSpec } from '../stack/services.js';
import { ADMIN_USER, DATABASE } from '../stack/shard-map.js';

/** A run must not outlive its tokens. */
const TTL_SECONDS = 6 * 3_600;
/** Peers stop before the services and the stores. */
const PEER_TIER = 4;
export const PEER_PORTS = 20;
const FIRST_PEER_PORT = 8_100;

/** The first of the ports that peers get. */
export function peerPort({ offset }: Profile, index: number): number {
  return FIRST_PEER_PORT + offset + index;
}

/** A stack that this program runs, as a measurement sees it. */
export class LocalBenchStack implements BenchStack {
  readonly directory: string;
  readonly root = ROOT;
  readonly natsUrl: string;
  readonly natsMonitorUrl: string;
  readonly redisPort: number;
  readonly jwksUrl: string;
  readonly cursorSecret: string;
  readonly poolSize = POOL_SIZE;
  private readonly supervisor: Supervisor;
  private readonly secrets: Secrets;
  private issuer: Promise<DevelopmentIssuer> | undefined;
  private readonly starting = new Set<Promise<unknown>>();
  private closed = false;

  constructor(private readonly profile: Profile) {
    this.directory = join(profile.directory, 'run-files');
    mkdirSync(this.directory, { recursive: true });
    this.natsUrl = `nats://127.0.0.1:${profile.ports.nats}`;
    this.natsMonitorUrl = `http://127.0.0.1:${monitorPortOf(profile.ports.nats)}`;
    this.redisPort = profile.ports.redis;
    this.jwksUrl = pathToFileURL(join(issuerDirectory(profile), 'jwks.json')).href;
    this.supervisor = new Supervisor(profile.directory);
    this.secrets = openSecrets(profile);
    this.cursorSecret = this.secrets.cursorSecret;
  }

  readonly pgbench = (): Promise<Program> => findPgbench(this.profile.packages);

  /** It comes with the server. */
  readonly redisBenchmark = async (): Promise<Program> => {
    const server = await findRedis(this.profile.packages);
    if (server.kind === 'container')
      throw new Failure('redis-benchmark is not there: Redis runs in a container.');
    const path = ['redis-benchmark', 'valkey-benchmark']
      .map((name) => join(dirname(server.path), name))
      .find(isExecutable);
    if (path === undefined) throw new Failure(`redis-benchmark is not beside ${server.path}.`);
    const libraries = server.libraryPath === undefined ? {} : { LD_LIBRARY_PATH: server.libraryPath };
    return { path, version: server.version, env: libraries };
  };

  url(service: BenchService): string {
    return `http://127.0.0.1:${this.profile.ports[service]}`;
  }

  healthUrl(service: BenchService): string {
    return `http://127.0.0.1:${healthPortOf(this.profile.ports[service])}`;
  }

  login(server: string): Login {
    const port = serverPort(this.profile.offset, server as ServerName);
    return {
      host: '127.0.0.1',
      port,
      user: ADMIN_USER,
      password: this.secrets.adminPassword,
      database: DATABASE,
    };
  }

  peerPort(index: number): number {
    return peerPort(this.profile, index);
  }

  async token(subject: string, roles: readonly string[]): Promise<string> {
    this.issuer ??= DevelopmentIssuer.open(issuerDirectory(this.profile));
    return (await this.issuer).mint({ subject, roles: roles as Role[], ttlSeconds: TTL_SECONDS });
  }

  pids(): Readonly<Record<string, number>> {
    const living = this.supervisor.records.all().filter(isAlive);
    return Object.fromEntries(living.map(({ name, pid }) => [name, pid]));
  }

  logOf(name: string): string {
    return this.supervisor.logOf(name);
  }

  async startPeer({ name, entry, port, config }: PeerProcess): Promise<void> {
    const file = join(this.directory, `${name}.json`);
    const tokens = { issuer: DEVELOPMENT_ISSUER, audience: AUDIENCE, jwksUrl: this.jwksUrl };
    writeFileSync(file, JSON.stringify({ port, tokens, ...config }));
    const folder = join(ROOT, 'bench');
    await this.start({
      name,
      command: process.execPath,
      // What makes Node faster for us makes it faster for them.
      args: [...NODE_ARGUMENTS, join(folder, 'dist', 'peers', `${entry}.js`), file],
      env: { ...baseEnvironment(this.profile), NODE_ENV: 'production' },
      workingDirectory: folder,
      port,
      tier: PEER_TIER,
      stopSignal: 'SIGTERM',
      ready: () => takesConnections(port),
    });
  }

  async stopPeer(name: string): Promise<void> {
    const record = this.supervisor.records.read(name);
    if (record !== undefined) await this.supervisor.stop(record);
  }

  async restart(service: BenchService): Promise<void> {
    const record = this.supervisor.records.read(service);
    if (record !== undefined) await this.supervisor.stop(record);
    await this.start(serviceSpec(this.profile, this.secrets, service));
  }

  /** Starts nothing any more. What is being started has no record until it runs, so whoever stops the stack waits for it first. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.starting);
  }

  private async start(spec: ProcessSpec): Promise<void> {
    if (this.closed) throw new Failure(`${spec.name} is not started: the stack is being stopped.`);
    const started = this.supervisor.ensure(spec);
    this.starting.add(started);
    try {
      await started;
    } finally {
      this.starting.delete(started);
    }
  }

  freeze(service: BenchService): void {
    this.signal(service, 'SIGSTOP');
  }

  thaw(service: BenchService): void {
    this.signal(service, 'SIGCONT');
  }

  private signal(service: BenchService, signal: NodeJS.Signals): void {
    const record = this.supervisor.records.read(service);
    if (record !== undefined && isAlive(record)) signalFamily(record.pid, signal);
  }
}

/** To try to listen there would be in the way of the process that is about to. */
function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
