import type pg from 'pg';

const ROLE_ATTEMPTS = 10;

/**
 * Roles belong to the whole server, our lock to one of its databases. Two migrations in two databases may meet on a role: one
 * of them is told "tuple concurrently updated", which Postgres reports as an internal error and which passes at once.
 */
export async function alterRole(admin: pg.Client, sql: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await admin.query(sql);
      return;
    } catch (error) {
      if (attempt === ROLE_ATTEMPTS || !/tuple concurrently updated/.test(String(error))) throw error;
    }
  }
}
