/** Beside its pool, a process keeps one connection to each server that tells where it is; a busy pool must not hide that. */
export const WATCH_CONNECTIONS = 1;

/** What the processes of one service may open together. */
export interface ConnectionPlan {
  /** How many may run at once: replicas × workers, and those that a roll-out adds while it lasts. */
  readonly processes: number;
  /** Connections of one process to one server, without the one that watches. */
  readonly poolSize: number;
  /** Behind a pooler, the processes' connections end there, and this many go on to the server. */
  readonly poolerConnections?: number | undefined;
}

/** What a server has to give, and to whom it has promised how much. */
export interface ServerBudget {
  /** As a reader would look for it: `shard-1 at 127.0.0.1:5501`. */
  readonly server: string;
  readonly pooled: boolean;
  readonly maxConnections: number;
  /** superuser_reserved_connections */
  readonly superuserReserved: number;
  /** reserved_connections */
  readonly reserved: number;
  /** Of each login role that has a limit, and is not above it like a superuser. */
  readonly limits: ReadonlyMap<string, number>;
}

/** @returns what all processes of a service hold at most on one server: the limit of its role there */
export function connectionLimit(plan: ConnectionPlan, pooled: boolean): number {
  if (pooled && plan.poolerConnections !== undefined) return plan.poolerConnections;
  return plan.processes * (plan.poolSize + WATCH_CONNECTIONS);
}

export function connectionsToGive({ maxConnections, superuserReserved, reserved }: ServerBudget): number {
  return maxConnections - superuserReserved - reserved;
}

/** The budget as it will be once the service's role has the limit that its plan asks for. */
export function withLimit(budget: ServerBudget, role: string, limit: number): ServerBudget {
  return { ...budget, limits: new Map([...budget.limits, [role, limit]]) };
}

/** @returns a paragraph per server on which the service does not fit, each with the whole sum; none when all is well */
export function budgetProblems(
  role: string,
  plan: ConnectionPlan,
  budgets: readonly ServerBudget[],
): string[] {
  return budgets.flatMap((budget) => {
    const need = connectionLimit(plan, budget.pooled);
    const limit = budget.limits.get(role);
    // A role without a limit is held to nothing by the server; what it may take is counted all the same.
    const counted = limit === undefined ? withLimit(budget, role, need) : budget;
    const sum = [...counted.limits.values()].reduce((total, each) => total + each, 0);
    return [
      ...(limit !== undefined && need > limit ? [aboveLimit(role, plan, budget, limit)] : []),
      ...(sum > connectionsToGive(budget) ? [aboveServer(role, plan, counted, sum)] : []),
    ];
  });
}

function aboveLimit(role: string, plan: ConnectionPlan, budget: ServerBudget, limit: number): string {
  return [
    `${budget.server} lets ${role} have ${limit} connections, and its processes may want more:`,
    `  ${explain(plan, budget.pooled)}`,
    `  Run the migration with these values, which raises the limit, or lower ${variables(plan, budget.pooled)}.`,
  ].join('\n');
}

function aboveServer(role: string, plan: ConnectionPlan, budget: ServerBudget, sum: number): string {
  const { maxConnections, superuserReserved, reserved, limits, pooled } = budget;
  const lines = [...limits]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, limit]) => `  ${limit} ${name}${name === role ? `: ${explain(plan, pooled)}` : ''}`);
  return [
    `${budget.server} has ${connectionsToGive(budget)} connections to give, and ${sum} are promised:`,
    `  max_connections ${maxConnections} - superuser_reserved_connections ${superuserReserved} - reserved_connections ${reserved}`,
    ...lines,
    `  Lower ${variables(plan, pooled)} and migrate again, or raise max_connections of that server.`,
  ].join('\n');
}

function explain(plan: ConnectionPlan, pooled: boolean): string {
  const { processes, poolSize } = plan;
  if (pooled && plan.poolerConnections !== undefined)
    return `DATABASE_POOLER_CONNECTIONS = ${plan.poolerConnections}`;
  const limit = connectionLimit(plan, pooled);
  return `DATABASE_PROCESSES ${processes} x (DATABASE_POOL_SIZE ${poolSize} + ${WATCH_CONNECTIONS} to watch) = ${limit}`;
}

function variables({ poolerConnections }: ConnectionPlan, pooled: boolean): string {
  return pooled && poolerConnections !== undefined
    ? 'DATABASE_POOLER_CONNECTIONS'
    : 'DATABASE_PROCESSES or DATABASE_POOL_SIZE';
}
