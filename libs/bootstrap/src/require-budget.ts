import { connectionBudgetProblems, connectionPlan, loadShardMap } from '@tenfold/database';
import type { ServiceEnv } from './service-env.js';

/** Ends a process that the servers have no room for, and says why: it would take connections away from those that run. */
export async function requireConnectionBudget(
  env: ServiceEnv,
  write: (text: string) => void = (text) => process.stderr.write(text),
  exit: (code: number) => void = (code) => process.exit(code),
): Promise<void> {
  const login = { user: env.DATABASE_USER, password: env.DATABASE_PASSWORD };
  const problems = await connectionBudgetProblems(
    loadShardMap(env.SHARD_MAP_FILE),
    login,
    connectionPlan(env),
  );
  if (problems.length === 0) return;
  write(`Too many database connections:\n${problems.join('\n')}\n`);
  exit(1);
}
