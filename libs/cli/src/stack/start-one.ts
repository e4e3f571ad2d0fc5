import { findNats } from '../binaries/nats-binary.js';
import { findRedis } from '../binaries/redis-binary.js';
import type { Supervisor } from '../processes/supervisor.js';
import { natsSpec } from './nats.js';
import { openPostgres } from './postgres.js';
import type { PortName } from './ports.js';
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
  name: PortName,
): Promise<void> {
  switch (name) {
    case 'shard-1':
    case 'shard-2':
      await supervisor.ensure(await openPostgres(profile, secrets, name));
      return;
    case 'shard-1-replica':
      await ensureReplica(profile, secrets, 'shard-1', supervisor);
      return;
    case 'shard-2-replica':
      await ensureReplica(profile, secrets, 'shard-2', supervisor);
      return;
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
  }
}
