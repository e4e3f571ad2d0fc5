import { join } from 'node:path';
import type { BucketRange, ExtraService, Fence, Role, ServerLogin, Stack, Victim } from '@tenfold/chaos';
import { moveBuckets, type MoveOptions } from '@tenfold/resharding';
import { DevelopmentIssuer } from '@tenfold/identity';
import { isAlive } from '../processes/process-identity.js';
import { killFamily, signalFamily } from '../processes/kill.js';
import { Supervisor } from '../processes/supervisor.js';
import { issuerDirectory } from '../stack/environment.js';
import { healthPortOf } from '../stack/ports.js';
import type { Profile } from '../stack/profile.js';
import { openSecrets, type Secrets } from '../stack/secrets.js';
import { answersOk } from '../stack/greeting.js';
import { serviceSpec } from '../stack/services.js';
import { ADMIN_USER, DATABASE, shardMapFile } from '../stack/shard-map.js';
import { startOne } from '../stack/start-one.js';
import { rolesOf } from '../stack/roles-of.js';

/** A run must not outlive its tokens. */
const TTL_SECONDS = 12 * 3_600;
/** From the port of a service to that of a second one beside it. */
const BESIDE = 20;

/** A stack that this program runs, as the scenarios see it. */
export class ChaosStack implements Stack {
  readonly gatewayUrl: string;
  readonly natsUrl: string;
  readonly shardMapFile: string;
  readonly directory: string;
  private readonly supervisor: Supervisor;
  private readonly secrets: Secrets;
  private issuer: Promise<DevelopmentIssuer> | undefined;

  constructor(private readonly profile: Profile) {
    this.gatewayUrl = profile.gatewayUrl;
    this.natsUrl = `nats://127.0.0.1:${profile.ports.nats}`;
    this.shardMapFile = shardMapFile(profile);
    this.directory = join(profile.directory, 'chaos');
    this.supervisor = new Supervisor(profile.directory);
    this.secrets = openSecrets(profile);
  }

  login(host: string, port: number): ServerLogin {
    return { host, port, user: ADMIN_USER, password: this.secrets.adminPassword, database: DATABASE };
  }

  async token(subject: string, role: Role): Promise<string> {
    // Once: many clients ask for their tokens at the same time.
    this.issuer ??= DevelopmentIssuer.open(issuerDirectory(this.profile));
    return (await this.issuer).mint({ subject, roles: rolesOf(role), ttlSeconds: TTL_SECONDS });
  }

  async kill(name: Victim): Promise<void> {
    const pid = this.pidOf(name);
    if (pid !== undefined) await killFamily(pid);
  }

  start(name: Victim): Promise<void> {
    return startOne(this.profile, this.secrets, this.supervisor, name);
  }

  freeze(name: Victim): void {
    this.signal(name, 'SIGSTOP');
  }

  thaw(name: Victim): void {
    this.signal(name, 'SIGCONT');
  }

  async move(
    buckets: BucketRange,
    target: string,
    report: (line: string) => void,
  ): Promise<readonly Fence[]> {
    const fences: Fence[] = [];
    let from = 0;
    const login = { user: ADMIN_USER, password: this.secrets.adminPassword };
    const reached: MoveOptions['reached'] = (moment, { fenceMs }) => {
      // Of several tries the first one counts: a fence that was undone has held writes back too.
      if (moment === 'copying') from = 0;
      if (moment === 'caught-up') from ||= performance.now();
      if (moment === 'opened') fences.push({ from, to: performance.now(), ms: fenceMs ?? 0 });
    };
    await moveBuckets({ mapFile: this.shardMapFile, login, report, reached }, buckets, target);
    return fences;
  }

  async startOrders(env: Readonly<Record<string, string>>): Promise<ExtraService> {
    const spec = serviceSpec(this.profile, this.secrets, 'orders');
    const port = spec.port + BESIDE;
    const healthPort = healthPortOf(port);
    const name = 'orders-beside';
    await this.supervisor.ensure({
      ...spec,
      name,
      port,
      env: { ...spec.env, PORT: String(port), HEALTH_PORT: String(healthPort), ...env },
      ready: () => answersOk(`http://127.0.0.1:${healthPort}/readyz`),
    });
    return {
      url: `http://127.0.0.1:${port}`,
      stop: async () => {
        const record = this.supervisor.records.read(name);
        if (record !== undefined) await this.supervisor.stop(record);
      },
    };
  }

  private signal(name: Victim, signal: NodeJS.Signals): void {
    const pid = this.pidOf(name);
    if (pid !== undefined) signalFamily(pid, signal);
  }

  private pidOf(name: Victim): number | undefined {
    const record = this.supervisor.records.read(name);
    return record !== undefined && isAlive(record) ? record.pid : undefined;
  }
}
