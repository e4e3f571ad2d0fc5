import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenStores, Pod } from '@tenfold/chaos';
import type { ShardMap } from '@tenfold/database';
import { DATABASE } from '../../stack/shard-map.js';
import { inNamespace, kubectl, RELEASE, type Cluster } from '../cluster.js';
import { forward, type Forward } from './forward.js';

const NATS = { host: `${RELEASE}-nats`, port: 4222 };

/** Forwards to the primaries and NATS, and the administrator's login; undefined where they are not pods of this release. */
export async function openStores(
  cluster: Cluster,
  map: ShardMap,
  pods: readonly Pod[],
  directory: string,
): Promise<OpenStores | undefined> {
  const secret = await adminLogin(cluster);
  const nats = podOf(NATS.host, pods);
  const primaries = Object.entries(map.shards).map(([shard, { primary }]) => ({
    shard,
    primary,
    pod: podOf(primary.host, pods),
  }));
  if (secret === undefined || nats === undefined) return undefined;
  if (primaries.some(({ pod }) => pod === undefined)) return undefined;
  const forwards: Forward[] = [];
  const open = async (pod: string, port: number): Promise<number> => {
    const opened = await forward(cluster, pod, port);
    forwards.push(opened);
    return opened.port;
  };
  const close = (): void => forwards.forEach((one) => one.close());
  try {
    const natsUrl = `nats://127.0.0.1:${await open(nats, NATS.port)}`;
    const shards: Record<string, ShardMap['shards'][string]> = {};
    for (const { shard, primary, pod } of primaries) {
      const port = await open(pod ?? '', primary.port);
      shards[shard] = { primary: { host: '127.0.0.1', port, database: primary.database } };
    }
    const shardMapFile = writeMap(directory, { ...map, shards });
    return {
      natsUrl,
      shardMapFile,
      login: (host, port) => ({ host, port, ...secret, database: DATABASE }),
      close: () => {
        close();
        rmSync(shardMapFile);
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** A host is a pod by its first label, or the Service of a StatefulSet of one. */
export function podOf(host: string, pods: readonly Pod[]): string | undefined {
  const [name = ''] = host.split('.');
  return pods.find((pod) => pod.name === name || pod.name === `${name}-0`)?.name;
}

async function adminLogin(cluster: Cluster): Promise<{ user: string; password: string } | undefined> {
  const args = ['get', 'secret', `${RELEASE}-postgres`, '-o', 'json', ...inNamespace(cluster)];
  const { code, stdout } = await kubectl(args);
  if (code !== 0) return undefined;
  const { data } = JSON.parse(stdout) as { readonly data?: Readonly<Record<string, string>> };
  const [user, password] = ['admin-user', 'admin-password'].map((key) =>
    Buffer.from(data?.[key] ?? '', 'base64').toString('utf8'),
  );
  return user && password ? { user, password } : undefined;
}

function writeMap(directory: string, map: ShardMap): string {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `shard-map-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(map), { mode: 0o600 });
  return file;
}
