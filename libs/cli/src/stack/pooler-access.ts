import type pg from 'pg';
import { POOLER_ROLE } from './pooler-config.js';

/** Two for each pooler of a server, and room for those of a former start whose connections still close. */
const CONNECTIONS = 6;

const LOOK_UP = `
CREATE SCHEMA IF NOT EXISTS ${POOLER_ROLE};
CREATE OR REPLACE FUNCTION ${POOLER_ROLE}.login(wanted text) RETURNS TABLE (usename text, passwd text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  AS 'SELECT rolname::text, rolpassword FROM pg_authid
       WHERE rolname = wanted AND rolcanlogin AND NOT rolsuper AND NOT rolreplication';
REVOKE ALL ON FUNCTION ${POOLER_ROLE}.login(text) FROM PUBLIC;
GRANT USAGE ON SCHEMA ${POOLER_ROLE} TO ${POOLER_ROLE};
GRANT EXECUTE ON FUNCTION ${POOLER_ROLE}.login(text) TO ${POOLER_ROLE};`;

/**
 * Lets poolers look up the secret of who logs in, in the server itself: so no list of passwords has to follow every role. The
 * administrator and the replicator are not to be found; they go direct. Replicas get role and function with the log.
 */
export async function ensurePoolerAccess(client: pg.Client, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [POOLER_ROLE]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  // A role's password is no parameter; the server quotes it.
  const { rows } = await client.query<{ ddl: string }>(
    "SELECT format('%s ROLE %I LOGIN NOSUPERUSER CONNECTION LIMIT %s PASSWORD %L', $1::text, $2::text, $3::text, $4::text) AS ddl",
    [verb, POOLER_ROLE, String(CONNECTIONS), password],
  );
  for (const { ddl } of rows) await client.query(ddl);
  await client.query(LOOK_UP);
}
