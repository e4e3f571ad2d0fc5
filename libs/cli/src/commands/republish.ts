import { loadShardMap, Shards } from '@tenfold/database';
import { Outbox } from '@tenfold/delivery';
import { parseArgs } from 'node:util';
import { mainProfile } from '../stack/profile.js';
import { openSecrets } from '../stack/secrets.js';
import { SERVICES, underscored, type ServiceName } from '../stack/service-names.js';
import { shardMapFile } from '../stack/shard-map.js';

/** Hands the relays everything that the outboxes still keep: for streams that are lost. Consumers know what they have had. */
export async function republish(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { subject: { type: 'string' } } });
  for (const service of SERVICES) {
    const count = await republishOf(service, values.subject ?? null);
    process.stdout.write(`${service.padEnd(12)} ${count} to be published again, within half a minute\n`);
  }
  return 0;
}

async function republishOf(service: ServiceName, subject: string | null): Promise<number> {
  const profile = mainProfile();
  const shards = new Shards(loadShardMap(shardMapFile(profile)), {
    user: underscored(service),
    password: openSecrets(profile).databasePasswords[service],
    poolSize: 1,
    statementTimeoutMs: 30_000,
    applicationName: 'tenfold-cli',
  });
  try {
    return await new Outbox(underscored(service), shards).republish(subject);
  } finally {
    await shards.close();
  }
}
