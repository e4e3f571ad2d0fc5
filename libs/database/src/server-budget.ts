import pg from 'pg';
import { budgetProblems, type ConnectionPlan, type ServerBudget } from './connection-budget.js';
import { watchAddress } from './pooler.js';
import type { ShardEndpoint, ShardMap } from './shard-map.js';

const PATIENCE_MS = 2_000;

interface Reading {
  readonly maxConnections: number;
  readonly superuserReserved: number;
  readonly reserved: number;
  readonly limits: Readonly<Record<string, number>>;
  readonly settings: readonly string[] | null;
}

/** Every Postgres server of the map, by the name that messages give it. */
export function serversOf(map: ShardMap): { readonly name: string; readonly endpoint: ShardEndpoint }[] {
  return Object.entries(map.shards).flatMap(([shard, { primary, replicas = [] }]) =>
    [primary, ...replicas].map((endpoint) => ({
      name: `${shard} at ${endpoint.host}:${endpoint.port}`,
      endpoint,
    })),
  );
}

/** What a server says it can give and has promised. */
export async function readServerBudget(
  client: pg.Client,
  server: string,
  pooled: boolean,
): Promise<ServerBudget & { readonly roleSettings: readonly string[] }> {
  const { rows } = await client.query<Reading>(
    `SELECT current_setting('max_connections')::int AS "maxConnections",
            current_setting('superuser_reserved_connections')::int AS "superuserReserved",
            coalesce(current_setting('reserved_connections', true), '0')::int AS reserved,
            (SELECT coalesce(json_object_agg(rolname, rolconnlimit), '{}') FROM pg_roles
              WHERE rolcanlogin AND NOT rolsuper AND rolconnlimit >= 0) AS limits,
            (SELECT rolconfig FROM pg_roles WHERE rolname = current_user) AS settings`,
  );
  const [reading] = rows;
  if (reading === undefined) throw new Error(`${server} tells nothing about itself`);
  const { limits, settings, ...numbers } = reading;
  return {
    server,
    pooled,
    ...numbers,
    limits: new Map(Object.entries(limits)),
    roleSettings: settings ?? [],
  };
}

/**
 * Asks every server of the map, replicas too, whether all processes of the service fit. A server that is down or has no connection
 * to spare is no reason not to start: the process does what it can without it.
 * @returns what to tell whoever has set the environment; nothing when all fits
 */
export async function connectionBudgetProblems(
  map: ShardMap,
  login: { readonly user: string; readonly password: string },
  plan: ConnectionPlan,
): Promise<string[]> {
  const found = await Promise.all(
    serversOf(map).map(async ({ name, endpoint }) => {
      const client = new pg.Client({
        ...watchAddress(endpoint),
        ...login,
        application_name: `${login.user} budget`,
        connectionTimeoutMillis: PATIENCE_MS,
        query_timeout: PATIENCE_MS,
      });
      client.on('error', () => undefined);
      try {
        await client.connect();
        const budget = await readServerBudget(client, name, endpoint.pooler !== undefined);
        return [...withoutTimeout(login.user, budget), ...budgetProblems(login.user, plan, [budget])];
      } catch (error) {
        return isOverLimit(error) ? [overLimit(login.user, name, plan)] : [];
      } finally {
        await client.end().catch(() => undefined);
      }
    }),
  );
  return found.flat();
}

/** A pooler passes no timeout on; without the role's own, nothing would end a statement. */
function withoutTimeout(
  role: string,
  { server, pooled, roleSettings }: Awaited<ReturnType<typeof readServerBudget>>,
): string[] {
  const bounded = roleSettings.some((setting) => /^statement_timeout=.*[1-9]/.test(setting));
  if (!pooled || bounded) return [];
  return [`${server} is behind a pooler, and ${role} has no statement_timeout there: run the migration.`];
}

/** The limit is used up, so more processes run than were declared. That a server has no connections left at all may pass. */
function isOverLimit(error: unknown): boolean {
  return error instanceof Error && error.message.includes('too many connections for role');
}

function overLimit(role: string, server: string, { processes }: ConnectionPlan): string {
  return `${server} has no connection left of those that ${role} may have: more processes run than DATABASE_PROCESSES, which is ${processes}, or connections of former ones are still open.`;
}
