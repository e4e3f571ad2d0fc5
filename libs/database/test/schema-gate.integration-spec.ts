import { freePort } from '@tenfold/testing';
import { schemaMade, type ShardMap } from '../src/index.js';
import { ScratchShards } from './scratch-shards.js';

/** Real: Postgres, two shards as databases of one server. */
describe(schemaMade, () => {
  const scratch = new ScratchShards(2);
  const login = { user: scratch.login.user, password: scratch.login.password };

  beforeAll(() => scratch.create());
  afterAll(() => scratch.drop());

  const grant = (shard: string, verb: 'GRANT' | 'REVOKE') =>
    scratch
      .admin(shard)
      .query(`${verb} USAGE ON SCHEMA scratch ${verb === 'GRANT' ? 'TO' : 'FROM'} ${login.user}`);
  /** Settles as soon as it has begun to wait. */
  const waits = (map: ShardMap, as = login): { begun: Promise<void>; made: Promise<void> } => {
    const begun = Promise.withResolvers<void>();
    return { begun: begun.promise, made: schemaMade(map, as, begun.resolve) };
  };
  const away = async (...names: readonly string[]): Promise<ShardMap> => {
    const port = await freePort();
    const shards = Object.entries(scratch.map.shards).map(([name, { primary }]) => [
      name,
      { primary: names.includes(name) ? { ...primary, port } : primary },
    ]);
    return { ...scratch.map, shards: Object.fromEntries(shards) };
  };
  const report = (): never => {
    throw new Error('there was nothing to wait for');
  };

  it('should not wait where every shard has been migrated, nor for one that is away', async () => {
    await schemaMade(scratch.map, login, report);
    await schemaMade(await away('shard-1'), login, report);
  });

  it('should not wait for ever where no shard answers: an outage is no first installation', async () => {
    await schemaMade(await away('shard-1', 'shard-2'), login, report, 0);
  });

  it('should leave it to the budget to refuse a role that has no connection left', async () => {
    const admin = scratch.admin('shard-1');
    await admin.query(`ALTER ROLE ${login.user} CONNECTION LIMIT 0`);
    try {
      await schemaMade(scratch.map, login, report);
    } finally {
      await admin.query(`ALTER ROLE ${login.user} CONNECTION LIMIT -1`);
    }
  });

  it('should wait until the last thing that a migration does', async () => {
    await grant('shard-2', 'REVOKE');
    const { begun, made } = waits(scratch.map);
    await begun;
    await grant('shard-2', 'GRANT');
    await made;
  });

  it('should wait for the role', async () => {
    const user = `${login.user}_later`;
    const admin = scratch.admin('shard-1');
    const { begun, made } = waits(scratch.map, { user, password: 'later' });
    await begun;
    await admin.query(`CREATE ROLE ${user} LOGIN PASSWORD 'later'`);
    await admin.query(`ALTER ROLE ${user} SET search_path = scratch`);
    for (const shard of Object.keys(scratch.map.shards))
      await scratch.admin(shard).query(`GRANT USAGE ON SCHEMA scratch TO ${user}`);
    await made;
    for (const shard of Object.keys(scratch.map.shards))
      await scratch.admin(shard).query(`DROP OWNED BY ${user}`);
    await admin.query(`DROP ROLE ${user}`);
  });
});
