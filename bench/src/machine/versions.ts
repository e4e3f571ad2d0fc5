import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { withAdmin } from '../data/peer-tables.js';
import type { BenchStack } from '../stack.js';

export type Versions = Readonly<Record<string, string>>;

const PACKAGES = [
  'fastify',
  '@nestjs/core',
  '@nestjs/platform-fastify',
  '@nestjs/platform-express',
  '@nestjs/microservices',
  'typeorm',
  'pg',
  'postgres',
  'ioredis',
  '@nats-io/transport-node',
];

/** Of everything whose version changes the numbers. */
export async function readVersions(stack: BenchStack): Promise<Versions> {
  const postgres = await withAdmin(stack, 'shard-1', (client) =>
    client.query<{ version: string }>("SELECT current_setting('server_version') AS version"),
  );
  const nats = (await (await fetch(`${stack.natsMonitorUrl}/varz`)).json()) as { version: string };
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    postgres: postgres.rows[0]?.version ?? 'unknown',
    nats: nats.version,
    ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(stack.root, name)])),
  };
}

function versionOf(root: string, name: string): string {
  const file = join(root, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
