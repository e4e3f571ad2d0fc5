import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  acceptsFunction,
  directAddress,
  ensureMonthsFunction,
  loadShardMap,
  LONG_LEASE_MS,
  migrateShards,
  ownRanges,
  type MigrationPlan,
  type ShardMap,
} from '@tenfold/database';
import { newId } from '@tenfold/ids';
import { testStores } from '@tenfold/testing';
import pg from 'pg';
import { writeMapFile } from '../src/map-file.js';
import { abortMove, type MoveOptions } from '../src/index.js';

export const SCHEMA = 'moving';

/** One table that grows by month and one that is updated in place: what services have. */
class CreateMoving20260101000000 {
  readonly name = 'CreateMoving20260101000000';

  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(`CREATE TABLE moving.entry (
      bucket smallint NOT NULL, id uuid NOT NULL, writer text NOT NULL, number int NOT NULL, detail jsonb NOT NULL DEFAULT '{"a": [1, null]}',
      made_at timestamptz NOT NULL DEFAULT now(), CONSTRAINT entry_pk PRIMARY KEY (bucket, id)) PARTITION BY RANGE (id)`);
    await runner.query(`CREATE TABLE moving.tally (
      bucket smallint NOT NULL, writer text NOT NULL, entries int NOT NULL, CONSTRAINT tally_pk PRIMARY KEY (bucket, writer))`);
    await runner.query(ensureMonthsFunction('moving', ['entry']));
  }

  async down(): Promise<void> {}
}

const plan: MigrationPlan = {
  schema: SCHEMA,
  entities: [],
  migrations: [CreateMoving20260101000000],
  partitioned: true,
};

export interface Row {
  readonly bucket: number;
  readonly id: string;
  readonly writer: string;
  readonly number: number;
}

/** Two shards on the two servers of the test run, a third without buckets beside the first, and a map file of their own. */
export class MovingShards {
  readonly stores = testStores();
  readonly map: ShardMap;
  readonly mapFile: string;
  readonly lines: string[] = [];
  readonly service = { user: SCHEMA, password: SCHEMA };
  readonly admin = { user: this.stores.adminUser, password: this.stores.adminPassword };
  private readonly directory = mkdtempSync(join(tmpdir(), 'tenfold-moving-'));
  private readonly clients = new Map<string, pg.Client>();
  private readonly servers: ShardMap['shards'][string]['primary'][];

  constructor() {
    this.servers = Object.values(loadShardMap(this.stores.shardMapFile).shards).map(({ primary }) => primary);
    const [one, two = one] = this.servers;
    if (one === undefined || two === undefined) throw new Error('the test stack has no shards');
    const prefix = `tenfold_moving_${randomBytes(4).toString('hex')}`;
    const at = (server: typeof one, number: number) => ({
      primary: { ...directAddress(server), database: `${prefix}_${number}` },
    });
    this.mapFile = join(this.directory, 'shard-map.json');
    this.map = {
      version: 1,
      epoch: 1,
      shards: { 'shard-1': at(one, 1), 'shard-2': at(two, 2), 'shard-3': at(one, 3) },
      ranges: [
        { from: 0, to: 2_047, shard: 'shard-1' },
        { from: 2_048, to: 4_095, shard: 'shard-2' },
      ],
    };
  }

  async create(): Promise<this> {
    for (const { primary } of Object.values(this.map.shards))
      await this.onServer(primary, `CREATE DATABASE ${primary.database}`);
    const { user: adminUser, password: adminPassword } = this.admin;
    await migrateShards(this.map, plan, { adminUser, adminPassword, ...this.service }, () => undefined);
    await writeMapFile(this.mapFile, this.map);
    return this;
  }

  /** As `create` has left it: the first map, no rows, no month of the past, and nothing of a move that a test has broken off. */
  async renew(): Promise<void> {
    for (const [name, client] of this.clients) {
      await client.end();
      this.clients.delete(name);
    }
    await abortMove(this.options());
    for (const name of Object.keys(this.map.shards)) {
      const client = await this.at(name);
      await client.query('TRUNCATE moving.entry, moving.tally');
      await client.query('DROP TABLE IF EXISTS moving.entry_y2025m03');
      await client.query('DELETE FROM tenfold.move');
      await client.query('DELETE FROM tenfold.shard_map WHERE epoch > 1');
      await client.query(acceptsFunction(ownRanges(this.map, name)));
    }
    await writeMapFile(this.mapFile, this.map);
    this.lines.length = 0;
  }

  async drop(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.end()));
    for (const { primary } of Object.values(this.map.shards)) {
      // A test that failed may have left a slot, and a database with one cannot be dropped.
      await this.onServer(
        primary,
        `SELECT pg_terminate_backend(active_pid, 5000), pg_drop_replication_slot(slot_name) FROM pg_replication_slots
          WHERE database = '${primary.database}'`,
      );
      await this.onServer(primary, `DROP DATABASE IF EXISTS ${primary.database} WITH (FORCE)`);
    }
    rmSync(this.directory, { recursive: true });
  }

  options(more: Partial<MoveOptions> = {}): MoveOptions {
    return { mapFile: this.mapFile, login: this.admin, report: (line) => this.lines.push(line), ...more };
  }

  /** For moves while no process has a lease: those with one, and those under load, wait as a mover does. */
  alone(more: Partial<MoveOptions> = {}): MoveOptions {
    return this.options({ outlastLeases: announcedLongAgo, ...more });
  }

  /** One connection a shard, as the administrator: what an independent reader sees. */
  async at(name: string): Promise<pg.Client> {
    const known = this.clients.get(name);
    if (known !== undefined) return known;
    const client = await this.connect(name, this.admin);
    this.clients.set(name, client);
    return client;
  }

  async connect(name: string, login: { user: string; password: string }): Promise<pg.Client> {
    const client = new pg.Client({ ...this.map.shards[name]?.primary, ...login });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  currentMap(): ShardMap {
    return loadShardMap(this.mapFile);
  }

  owner(bucket: number): string {
    return this.currentMap().ranges.find(({ from, to }) => from <= bucket && bucket <= to)?.shard ?? '';
  }

  /** Puts rows where they belong, as a service would; two months, so that the target needs a partition that it has not. */
  async fill(buckets: readonly number[], each: number): Promise<void> {
    for (const bucket of buckets) {
      const client = await this.at(this.owner(bucket));
      await client.query("SELECT moving.ensure_months('2025-03-01', '2025-03-01')");
      const ids = Array.from({ length: each }, (_, n) =>
        newId(bucket, n % 2 ? Date.now() : Date.UTC(2025, 2, 9)),
      );
      await client.query(
        `INSERT INTO moving.entry (bucket, id, writer, number) SELECT $1, id, 'fill', n FROM unnest($2::uuid[]) WITH ORDINALITY AS r(id, n)`,
        [bucket, ids],
      );
      await client.query("INSERT INTO moving.tally VALUES ($1, 'fill', $2)", [bucket, each]);
    }
  }

  /** Every row of every shard, also those that lie where they do not belong. */
  async rows(): Promise<(Row & { readonly shard: string })[]> {
    const found = Object.keys(this.map.shards).map(async (shard) => {
      const client = await this.at(shard);
      const { rows } = await client.query<Row>(
        'SELECT bucket, id, writer, number FROM moving.entry ORDER BY id',
      );
      return rows.map((row) => ({ ...row, shard }));
    });
    return (await Promise.all(found)).flat();
  }

  async tallies(): Promise<Map<string, number>> {
    const found = Object.keys(this.map.shards).map(async (shard) => {
      const { rows } = await (
        await this.at(shard)
      ).query<{ key: string; entries: number }>(
        "SELECT bucket || ' ' || writer AS key, entries FROM moving.tally",
      );
      return rows;
    });
    const all = (await Promise.all(found)).flat();
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    return new Map(all.map(({ key, entries }) => [key, entries]));
  }

  /** Nothing of a move is left on any shard: no slot, no subscription, no publication, no role. */
  async leftovers(): Promise<string[]> {
    const found = Object.keys(this.map.shards).map(async (shard) => {
      const { rows } = await (
        await this.at(shard)
      ).query<{ name: string }>(
        `SELECT slot_name::text AS name FROM pg_replication_slots WHERE database = current_database()
         UNION ALL SELECT subname FROM pg_subscription JOIN pg_database d ON d.oid = subdbid AND d.datname = current_database()
         UNION ALL SELECT pubname FROM pg_publication UNION ALL SELECT rolname FROM pg_roles WHERE rolname = 'tenfold_move'
         UNION ALL SELECT slice FROM tenfold.move_mark`,
      );
      return rows.map(({ name }) => `${shard}: ${name}`);
    });
    return (await Promise.all(found)).flat();
  }

  /** Each row is on the shard that the map says, once; that shard accepts its bucket and no other does. */
  async expectInPlace(): Promise<void> {
    const rows = await this.rows();
    expect(rows.filter(({ bucket, shard }) => this.owner(bucket) !== shard)).toEqual([]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const shard of Object.keys(this.map.shards)) {
      const { rows: accepted } = await (
        await this.at(shard)
      ).query<{ bucket: number }>(
        'SELECT n::int AS bucket FROM generate_series(0, 4095) AS n WHERE tenfold.accepts(n::smallint)',
      );
      const own = Array.from({ length: 4_096 }, (_, bucket) => bucket).filter(
        (bucket) => this.owner(bucket) === shard,
      );
      expect(accepted.map(({ bucket }) => bucket)).toEqual(own);
    }
    expect(await this.leftovers()).toEqual([]);
  }

  private async onServer(server: ShardMap['shards'][string]['primary'], sql: string): Promise<void> {
    const client = new pg.Client({ ...server, ...this.admin, database: 'postgres' });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

/** What the shards ask for before buckets change their place: an announcement that is as old as a lease may be. */
const announcedLongAgo: MoveOptions['outlastLeases'] = async (sessions) => {
  for (const { client } of sessions.values()) {
    await client.query(
      `UPDATE tenfold.announcement SET since = clock_timestamp() - interval '${LONG_LEASE_MS} milliseconds'`,
    );
  }
};
