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
  const elsewhere = async (): Promise<ShardMap> => {
    const [[name, servers] = []] = Object.entries(scratch.map.shards);
    if (name === undefined || servers === undefined) throw new Error('there is no shard');
    const primary = { ...servers.primary, port: await freePort() };
    return { ...scratch.map, shards: { ...scratch.map.shards, [name]: { primary } } };
  };

  it('should not wait where every shard has been migrated, nor for one that is away', async () => {
    const report = (): never => {
      throw new Error('there was nothing to wait for');
    };
    await schemaMade(scratch.map, login, report);
    await schemaMade(await elsewhere(), login, report);
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
