import { findNats } from '../binaries/nats-binary.js';
import { findRedis } from '../binaries/redis-binary.js';
import type { Supervisor } from '../processes/supervisor.js';
import { natsSpec } from './nats.js';
import { openPostgres } from './postgres.js';
import { shardNumber, type PortName, type ServerName, type ShardName } from './ports.js';
import type { Profile } from './profile.js';
import { redisSpec } from './redis.js';
import { ensureReplica } from './replica.js';
import type { Secrets } from './secrets.js';
import { gatewaySpec, serviceSpec } from './services.js';

/** Starts one process of a stack that is up, by its name; leaves it alone when it runs. A replica needs its primary. */
export async function startOne(
  profile: Profile,
  secrets: Secrets,
  supervisor: Supervisor,
  name: PortName | ServerName,
): Promise<void> {
  switch (name) {
    case 'redis':
      await supervisor.ensure(redisSpec(profile, await findRedis(profile.packages)));
      return;
    case 'nats':
      await supervisor.ensure(natsSpec(profile, await findNats(profile.packages)));
      return;
    case 'quiz':
    case 'orders':
    case 'order-items':
      await supervisor.ensure(serviceSpec(profile, secrets, name));
      return;
    case 'gateway':
      await supervisor.ensure(gatewaySpec(profile));
      return;
    default:
      await startServer(profile, secrets, supervisor, name);
  }
}

async function startServer(
  profile: Profile,
  secrets: Secrets,
  supervisor: Supervisor,
  name: ServerName,
): Promise<void> {
  const shard: ShardName = `shard-${shardNumber(name) ?? 0}`;
  if (name === shard) await supervisor.ensure(await openPostgres(profile, secrets, shard));
  else await ensureReplica(profile, secrets, shard, supervisor);
}
