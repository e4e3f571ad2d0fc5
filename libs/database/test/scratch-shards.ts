import { testStores } from '@tenfold/testing';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  acceptsFunction,
  announceMove,
  directAddress,
  loadShardMap,
  migrateShards,
  ownRanges,
  recordMap,
  type MigrationPlan,
  type ShardMap,
} from '../src/index.js';

/** Every scratch shard has this one, divided by month as the services' big tables are. */
class CreateNote20260101000000 implements MigrationInterface {
  readonly name = 'CreateNote20260101000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE scratch.note (
      bucket smallint NOT NULL, id int NOT NULL, body text NOT NULL DEFAULT '',
      CONSTRAINT note_pk PRIMARY KEY (bucket, id)) PARTITION BY RANGE (id)`);
    await runner.query('CREATE TABLE scratch.note_1 PARTITION OF scratch.note FOR VALUES FROM (0) TO (1000)');
    await runner.query('CREATE TABLE scratch.plain (id int PRIMARY KEY)');
  }

  async down(): Promise<void> {}
}

const plan: MigrationPlan = {
  schema: 'scratch',
  entities: [],
  migrations: [CreateNote20260101000000],
  partitioned: false,
};

/** As many shards as wanted, each a database of its own on the first server of the test run, with the same number of buckets. */
export class ScratchShards {
  readonly stores = testStores();
  readonly login = {
    adminUser: this.stores.adminUser,
    adminPassword: this.stores.adminPassword,
    user: 'scratch',
    password: 'scratch',
  };
  /** How the services see the shards. */
  readonly options = {
    user: this.login.user,
    password: this.login.password,
    poolSize: 4,
    statementTimeoutMs: 5_000,
    applicationName: 'test',
  };
  readonly map: ShardMap;
  private readonly server: ShardMap['shards'][string]['primary'];
  private readonly admins = new Map<string, pg.Client>();
  private readonly others: pg.Client[] = [];

  constructor(count: number) {
    const [first] = Object.values(loadShardMap(this.stores.shardMapFile).shards);
    if (first === undefined) throw new Error('the test stack has no shard');
    this.server = first.primary;
    const prefix = `tenfold_scratch_${randomBytes(4).toString('hex')}`;
    const names = Array.from({ length: count }, (_, index) => `shard-${index + 1}`);
    const bound = (index: number): number => Math.floor((4_096 * index) / count);
    this.map = {
      version: 1,
      epoch: 1,
      shards: Object.fromEntries(
        names.map((name, index) => [
          name,
          // A pooler knows the stack's own database only.
          { primary: { ...directAddress(first.primary), database: `${prefix}_${index + 1}` } },
        ]),
      ),
      ranges: names.map((shard, index) => ({ from: bound(index), to: bound(index + 1) - 1, shard })),
    };
  }

  async create(): Promise<void> {
    for (const { primary } of Object.values(this.map.shards))
      await this.onServer(`CREATE DATABASE ${primary.database}`);
    await this.migrate();
    for (const [name, { primary }] of Object.entries(this.map.shards)) {
      const admin = this.client(primary.database);
      await admin.connect();
      this.admins.set(name, admin);
      await this.announce(name);
    }
  }

  /** As a move begins, long enough ago for the shard to accept a map that puts buckets elsewhere. Leases are short from now on. */
  async announce(name: string): Promise<void> {
    await announceMove(this.admin(name));
    await this.admin(name).query("UPDATE tenfold.announcement SET since = since - interval '1 hour'");
  }

  async drop(): Promise<void> {
    await Promise.all([...this.admins.values(), ...this.others].map((admin) => admin.end()));
    for (const { primary } of Object.values(this.map.shards))
      await this.onServer(`DROP DATABASE IF EXISTS ${primary.database} WITH (FORCE)`);
  }

  migrate(map = this.map): Promise<void> {
    return migrateShards(map, plan, this.login, () => undefined);
  }

  admin(name: string): pg.Client {
    const admin = this.admins.get(name);
    if (admin === undefined) throw new Error(`${name} has not been created`);
    return admin;
  }

  /** A further connection of the administrator. */
  async another(name: string): Promise<pg.Client> {
    const client = this.client(this.map.shards[name]?.primary.database ?? '');
    await client.connect();
    this.others.push(client);
    return client;
  }

  /** The next map, in which the buckets are on that shard; on record nowhere. */
  next(map: ShardMap, { from, to }: { from: number; to: number }, shard: string): ShardMap {
    const rest = map.ranges.flatMap((range) => [
      { ...range, to: Math.min(range.to, from - 1) },
      { ...range, from: Math.max(range.from, to + 1) },
    ]);
    const ranges = [...rest.filter((range) => range.from <= range.to), { from, to, shard }];
    return { ...map, epoch: map.epoch + 1, ranges: ranges.toSorted((a, b) => a.from - b.from) };
  }

  record(name: string, map: ShardMap): Promise<void> {
    return recordMap(this.admin(name), map);
  }

  /** Lets the shard accept what it owns by this map. */
  async accept(name: string, map: ShardMap): Promise<void> {
    await this.admin(name).query(acceptsFunction(ownRanges(map, name)));
  }

  /** As a move ends: the old owner refuses, everybody is told, the new one accepts. */
  async switchTo(map: ShardMap): Promise<void> {
    for (const name of Object.keys(map.shards)) await this.accept(name, map);
    for (const name of Object.keys(map.shards)) await this.record(name, map);
  }

  private client(database: string): pg.Client {
    const { adminUser: user, adminPassword: password } = this.login;
    return new pg.Client({ ...this.server, database, user, password });
  }

  private async onServer(sql: string): Promise<void> {
    const server = this.client(this.server.database);
    await server.connect();
    try {
      await server.query(sql);
    } finally {
      await server.end();
    }
  }
}
