import { join } from 'node:path';
import type { OpenStores, Pod, PodStack, Role } from '@tenfold/chaos';
import { bucketTable, parseShardMap, type ShardMap } from '@tenfold/database';
import { ROOT } from '../../root.js';
import { inNamespace, mustKubectl, RELEASE, type Cluster } from '../cluster.js';
import type { Tokens } from '../development-tokens.js';
import { readPods } from './pods.js';
import { openStores } from './stores.js';
import { rolesOf } from '../../stack/roles-of.js';

/** A run must not outlive its tokens. */
const TTL_SECONDS = 12 * 3_600;

export interface ClusterStackOptions {
  readonly cluster: Cluster;
  readonly url: string;
  readonly tokens: Tokens;
  readonly force: boolean;
}

/** A release in a cluster, as the scenario sees it. */
export class ClusterStack implements PodStack {
  readonly gatewayUrl: string;
  readonly directory = join(ROOT, '.tenfold', 'k8s', 'chaos');
  readonly shards: readonly string[];
  private readonly owners: readonly string[];

  private constructor(
    private readonly options: ClusterStackOptions,
    private readonly map: ShardMap,
  ) {
    this.gatewayUrl = options.url;
    this.owners = bucketTable(map);
    this.shards = [...new Set(this.owners)];
  }

  static async open(options: ClusterStackOptions): Promise<ClusterStack> {
    const name = `${RELEASE}-shard-map`;
    const path = 'jsonpath={.data.shard-map\\.json}';
    const text = await mustKubectl(['get', 'configmap', name, '-o', path, ...inNamespace(options.cluster)]);
    return new ClusterStack(options, parseShardMap(JSON.parse(text), `ConfigMap ${name}`));
  }

  token(subject: string, role: Role): Promise<string> {
    return this.options.tokens.mint({ subject, roles: rolesOf(role), ttlSeconds: TTL_SECONDS });
  }

  shardOf(bucket: number): string {
    return this.owners[bucket] ?? '';
  }

  pods(): Promise<Pod[]> {
    return readPods(this.options.cluster);
  }

  async delete({ name, part }: Pod): Promise<void> {
    const { cluster, force } = this.options;
    const how = force ? ABRUPTLY[part] : [];
    await mustKubectl(['delete', 'pod', name, '--wait=false', ...how, ...inNamespace(cluster)]);
  }

  async openStores(): Promise<OpenStores | undefined> {
    return openStores(this.options.cluster, this.map, await this.pods(), this.directory);
  }
}

const AT_ONCE = ['--force', '--grace-period=0'];

/**
 * A pod that is deleted by force may still run when its successor starts, and two servers must not write to one volume. So stores are
 * given a second and then killed: the successor comes when they are gone.
 */
const ABRUPTLY: Readonly<Record<Pod['part'], readonly string[]>> = {
  service: AT_ONCE,
  issuer: AT_ONCE,
  pooler: AT_ONCE,
  store: ['--now'],
};
