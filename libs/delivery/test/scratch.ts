import {
  directAddress,
  loadShardMap,
  migrateShards,
  type MigrationPlan,
  quoteIdentifier,
  Shards,
  statement,
  type ShardAccess,
  type Statement,
} from '@tenfold/database';
import { createLogger, type Logger } from '@tenfold/observability';
import { testStores } from '@tenfold/testing';
import { hash, randomUUID } from 'node:crypto';
import pg from 'pg';
import {
  idempotencyTable,
  inboxTable,
  outboxTable,
  outboxTraceContext,
  outboxUntilConfirmed,
} from '../src/index.js';

/** A database of its own on the first shard's server, with the library's tables and the effects that they stand beside. */
export class Scratch {
  private constructor(
    readonly schema: string,
    private readonly admin: pg.Client,
    readonly shards: Shards,
    /** With a name of their own, so that they can be killed. */
    readonly relayShards: Shards,
    readonly log: Logger,
  ) {}

  static async create(schema: string): Promise<Scratch> {
    const [first] = Object.values(loadShardMap(testStores().shardMapFile).shards);
    if (first === undefined) throw new Error('the shard map has no shard');
    const { adminUser, adminPassword } = testStores();
    const admin = new pg.Client({
      ...directAddress(first.primary),
      user: adminUser,
      password: adminPassword,
    });
    await admin.connect();
    await admin.query(`DROP DATABASE IF EXISTS ${schema} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${schema}`);
    const map = {
      version: 1 as const,
      epoch: 1,
      shards: { one: { primary: { ...directAddress(first.primary), database: schema } } },
      ranges: [{ from: 0, to: 4_095, shard: 'one' }],
    };
    const login = { adminUser, adminPassword, user: schema, password: randomUUID() };
    const plan = { schema, entities: [], migrations: [tables(schema)], partitioned: false };
    await migrateShards(map, plan, login, () => undefined);
    const options = { ...login, poolSize: 10, statementTimeoutMs: 10_000 };
    return new Scratch(
      schema,
      admin,
      new Shards(map, { ...options, applicationName: schema }),
      new Shards(map, { ...options, applicationName: `${schema}-relay` }),
      createLogger({ service: 'test', level: 'silent' }),
    );
  }

  get shard(): ShardAccess {
    return this.shards.forBucket(0);
  }

  /** A statement of this schema: `@` stands for its name. */
  sql(text: string): Statement {
    const own = text.replaceAll('@', this.schema);
    return statement(`test.${hash('sha256', own, 'base64url')}`, own);
  }

  async close(): Promise<void> {
    await Promise.all([this.shards.close(), this.relayShards.close()]);
    await this.admin.query(`DROP DATABASE ${this.schema} WITH (FORCE)`);
    await this.admin.end();
  }
}

type Migration = MigrationPlan['migrations'][number];
type Runner = Parameters<InstanceType<Migration>['up']>[0];

function tables(schema: string): Migration {
  const at = quoteIdentifier(schema);
  const ddl = [
    outboxTable(schema),
    outboxUntilConfirmed(schema).up,
    outboxTraceContext(schema).up,
    inboxTable(schema),
    idempotencyTable(schema, ['thing_id uuid NOT NULL']),
    `CREATE TABLE ${at}.effect (bucket smallint, id uuid, fails boolean NOT NULL, PRIMARY KEY (bucket, id), CHECK (NOT fails));
     CREATE TABLE ${at}.total (bucket smallint, product text, amount bigint NOT NULL, PRIMARY KEY (bucket, product));
     CREATE TABLE ${at}.thing (bucket smallint, id uuid, key text NOT NULL, version integer NOT NULL, PRIMARY KEY (bucket, id))`,
  ];
  return class Tables1764000000000 {
    readonly name = 'Tables1764000000000';
    async up(runner: Runner): Promise<void> {
      for (const one of ddl) await runner.query(one);
    }
    async down(): Promise<void> {}
  };
}
