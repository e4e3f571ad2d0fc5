import { readFile, writeFile } from 'node:fs/promises';
import type { MigrationLogin, MigrationPlan, Statement } from '@tenfold/database';
import { PlanDatabase } from './plan-database.js';

/** A statement on partitioned tables with values as a service sends them, of ids in PLAN_YEAR. */
export interface PlanExample {
  readonly statement: Statement;
  readonly values: readonly unknown[];
  /** How many of the twelve months it may touch in each table. A point is one; a list, the months within its bounds. */
  readonly months: number;
}

export interface PlanSuite {
  readonly plan: MigrationPlan;
  readonly login: () => MigrationLogin;
  readonly examples: readonly PlanExample[];
  /** The statement by id that the suite proves itself with: a generic plan must lock more for it. */
  readonly point: Statement;
  /** The committed snapshot, `src/database/queries/statements.sql`. */
  readonly snapshot: string;
}

/** Generic plans of a partitioned table lock every month, which a plan for one month must never come near. */
const MONTHS = 12;

/**
 * The tests that a service's statements on partitioned tables must pass: no more partitions than they need, no more locks than
 * are written down. UPDATE_QUERIES=1 writes the snapshot; without it a difference fails.
 */
export function describePlans(suite: PlanSuite): void {
  describe(`plans of the schema ${suite.plan.schema}`, () => {
    let database: PlanDatabase;

    beforeAll(async () => {
      database = await PlanDatabase.create(suite.plan, suite.login());
    });

    afterAll(async () => {
      await database?.drop();
    });

    const update = process.env['UPDATE_QUERIES'] === '1';
    it.each(planCases(suite, update))('should $title', ({ run }) => run(database));
  });
}

/** A test of the suite. They are listed apart from Jest, so that another test can see each of them fail. */
export interface PlanCase {
  readonly title: string;
  readonly run: (database: PlanDatabase) => Promise<void>;
}

export function planCases(suite: PlanSuite, update: boolean): PlanCase[] {
  return [
    ...suite.examples.map((example) => ({
      title: `touch ${example.months} months for ${example.statement.name}`,
      run: (database: PlanDatabase) => touchesItsMonths(database, example),
    })),
    {
      title: 'need the partitions and locks that are written down',
      run: (database) => equalsItsSnapshot(database, suite, update),
    },
    {
      title: 'notice a generic plan by its locks',
      run: (database) => noticesGenericPlans(database, suite),
    },
  ];
}

async function touchesItsMonths(
  database: PlanDatabase,
  { statement, values, months }: PlanExample,
): Promise<void> {
  const counts = Object.values(await database.partitions(statement, values));
  expect(Math.max(0, ...counts)).toBeLessThanOrEqual(months);
}

async function equalsItsSnapshot(
  database: PlanDatabase,
  { plan, examples, snapshot }: PlanSuite,
  update: boolean,
): Promise<void> {
  const measured = [];
  for (const { statement, values } of examples) {
    const partitions = await database.partitions(statement, values);
    const locks = await database.locks(statement, values);
    // On a shared connection, and where it is kept, its plan is not made for the values; it finds the partition while it runs.
    const shared =
      statement.short === true || statement.kept === true
        ? await database.locks(statement, values, 'force_generic_plan')
        : undefined;
    measured.push({ statement, partitions, locks, shared });
  }
  const text = snapshotText(plan.schema, measured);
  if (update) await writeFile(snapshot, text);
  // Differences are meant, or a reason to look: UPDATE_QUERIES=1 ./tenfold test integration -- plans
  expect(text).toBe(await readFile(snapshot, 'utf8').catch(() => ''));
}

async function noticesGenericPlans(database: PlanDatabase, { examples, point }: PlanSuite): Promise<void> {
  const example = examples.find(({ statement }) => statement === point);
  if (example === undefined) throw new Error(`${point.name} is none of the examples`);
  const generic = { ...point, name: `${point.name}.generic` };
  const custom = await database.locks(point, example.values);
  expect(custom).toBeLessThan(MONTHS);
  const locks = await database.locks(generic, example.values, 'force_generic_plan');
  expect(locks).toBeGreaterThan(MONTHS);
}

interface Measured {
  readonly statement: Statement;
  readonly partitions: Readonly<Record<string, number>>;
  readonly locks: number;
  /** On a connection that short reads share, or that keeps its plans. */
  readonly shared: number | undefined;
}

function snapshotText(schema: string, measured: readonly Measured[]): string {
  const head = [
    `-- Statements on the partitioned tables of ${schema}, written by test/plans.integration-spec.ts. Not to be edited:`,
    '-- UPDATE_QUERIES=1 ./tenfold test integration -- plans',
    '-- For each: of how many of twelve months it reads or writes partitions (an INSERT finds its partition while it runs), and',
    '-- how many tables and indexes the eleventh execution locks; for a short or kept one, also with the plan of its connection,',
    '-- which is made once and locks each month.',
  ];
  const parts = measured.map(({ statement: { name, text }, partitions, locks, shared }) => {
    const touched = Object.entries(partitions).map(([table, count]) => `${table} ${count}`);
    const what = touched.length === 0 ? 'no months' : `months: ${touched.toSorted().join(', ')}`;
    const counted = `locks: ${locks}${shared === undefined ? '' : `, shared: ${shared}`}`;
    return [`-- ${name}`, `-- ${what}; ${counted}`, `${text};`].join('\n');
  });
  return `${[head.join('\n'), ...parts].join('\n\n')}\n`;
}
