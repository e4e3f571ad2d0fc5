import fc from 'fast-check';
import {
  budgetProblems,
  connectionLimit,
  connectionsToGive,
  withLimit,
  type ServerBudget,
} from './connection-budget.js';

const server: ServerBudget = {
  server: 'shard-1 at 127.0.0.1:5501',
  pooled: false,
  maxConnections: 100,
  superuserReserved: 3,
  reserved: 0,
  limits: new Map([
    ['order_items', 30],
    ['orders', 30],
    ['quiz', 30],
  ]),
};

const small = fc.integer({ min: 1, max: 40 });
const plans = fc.record({ processes: small, poolSize: small });
const budgets = fc.record({
  server: fc.constant('a'),
  pooled: fc.constant(false),
  maxConnections: fc.integer({ min: 10, max: 2_000 }),
  superuserReserved: fc.integer({ min: 0, max: 5 }),
  reserved: fc.integer({ min: 0, max: 5 }),
  limits: fc
    .dictionary(fc.constantFrom('orders', 'quiz', 'order_items', 'pooler'), fc.integer({ min: 0, max: 500 }))
    .map((limits) => new Map(Object.entries(limits))),
});

describe(connectionLimit, () => {
  it('should count the connection that watches in each process', () => {
    expect(connectionLimit({ processes: 6, poolSize: 4 }, false)).toBe(30);
  });

  it('should be what the pooler may open, where there is one and it is told', () => {
    const plan = { processes: 200, poolSize: 4, poolerConnections: 20 };
    expect(connectionLimit(plan, true)).toBe(20);
    expect(connectionLimit(plan, false)).toBe(1_000);
    expect(connectionLimit({ processes: 2, poolSize: 4 }, true)).toBe(10);
  });
});

describe(budgetProblems, () => {
  it('should say nothing when all fits', () => {
    expect(budgetProblems('orders', { processes: 6, poolSize: 4 }, [server])).toEqual([]);
  });

  it('should show the whole sum and the variable to change when the server has not so many', () => {
    const limits = withLimit(server, 'orders', 60);
    expect(budgetProblems('orders', { processes: 12, poolSize: 4 }, [limits])).toEqual([
      [
        'shard-1 at 127.0.0.1:5501 has 97 connections to give, and 120 are promised:',
        '  max_connections 100 - superuser_reserved_connections 3 - reserved_connections 0',
        '  30 order_items',
        '  60 orders: DATABASE_PROCESSES 12 x (DATABASE_POOL_SIZE 4 + 1 to watch) = 60',
        '  30 quiz',
        '  Lower DATABASE_PROCESSES or DATABASE_POOL_SIZE and migrate again, or raise max_connections of that server.',
      ].join('\n'),
    ]);
  });

  it('should refuse processes that the role’s limit has no room for', () => {
    const [problem, ...others] = budgetProblems('orders', { processes: 7, poolSize: 4 }, [server]);
    expect(problem).toMatch(/lets orders have 30 connections.*\n.*= 35\n.*Run the migration/);
    expect(others).toEqual([]);
  });

  it('should count a role without a limit with what it may take', () => {
    const limits = new Map([['quiz', 90]]);
    expect(budgetProblems('orders', { processes: 2, poolSize: 4 }, [{ ...server, limits }])).toHaveLength(1);
    expect(budgetProblems('orders', { processes: 1, poolSize: 4 }, [{ ...server, limits }])).toEqual([]);
  });

  it('should judge each server apart', () => {
    const tight = { ...server, server: 'shard-2 at db-2:5432', maxConnections: 92 };
    const problems = budgetProblems('orders', { processes: 6, poolSize: 4 }, [server, tight]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('shard-2 at db-2:5432 has 89');
  });

  it('should name the pooler’s variable where it decides', () => {
    const plan = { processes: 200, poolSize: 4, poolerConnections: 40 };
    const [problem] = budgetProblems('orders', plan, [{ ...server, pooled: true }]);
    expect(problem).toContain('DATABASE_POOLER_CONNECTIONS = 40');
  });

  it('should never accept what a server cannot hold when all roles use all they may', () => {
    fc.assert(
      fc.property(plans, budgets, (plan, budget) => {
        const migrated = withLimit(budget, 'orders', connectionLimit(plan, false));
        const most = [...migrated.limits.values()].reduce((total, limit) => total + limit, 0);
        const accepted = budgetProblems('orders', plan, [migrated]).length === 0;
        expect(accepted).toBe(most <= connectionsToGive(migrated));
      }),
    );
  });

  it('should accept less wherever it accepts more', () => {
    fc.assert(
      fc.property(plans, budgets, (plan, budget) => {
        const accepts = (some: typeof plan): boolean => budgetProblems('orders', some, [budget]).length === 0;
        fc.pre(accepts(plan));
        expect(accepts({ ...plan, processes: Math.max(1, plan.processes - 1) })).toBe(true);
        expect(accepts({ ...plan, poolSize: Math.max(1, plan.poolSize - 1) })).toBe(true);
      }),
    );
  });
});
