import type { Scatter } from './allow-list.js';
import { checkStatement } from './check-statement.js';
import { namedTables } from './named-tables.js';
import type { SentStatement } from './read-log.js';
import type { Finding } from './rules/finding.js';
import { statementsOf } from './tree.js';

export interface LintOptions {
  /** `schema.table` of every sharded table. */
  readonly tables: ReadonlySet<string>;
  /** Those of them that have partitions: a plan of them can go wrong, so a test must have measured it. */
  readonly partitioned: ReadonlySet<string>;
  readonly measured: (service: string) => ReadonlySet<string>;
  readonly scatters: readonly Scatter[];
  /** True when everything that the services send has been sent, so that an unused permission is a stale one. */
  readonly complete: boolean;
}

export interface LintReport {
  readonly checked: number;
  readonly scatters: number;
  readonly problems: readonly string[];
}

/** Says of each statement what keeps it from being sent to one shard. */
export async function lint(
  statements: readonly SentStatement[],
  { tables, partitioned, measured, scatters, complete }: LintOptions,
): Promise<LintReport> {
  const problems: string[] = [];
  const used = new Set<Scatter>();
  const named = new Map<string, string>();
  for (const { service, name, text } of statements) {
    const title = `${service}: ${name}`;
    if ((named.get(title) ?? text) !== text) problems.push(`${title} names two different texts`);
    named.set(title, text);
    const scatter = scatters.find((one) => one.service === service && one.name === name);
    const findings = await check(text, tables);
    if (!measured(service).has(name)) findings.push(...(await unmeasured(text, partitioned)));
    if (scatter !== undefined && findings.some(({ rule }) => rule === 'reads-one-bucket')) used.add(scatter);
    problems.push(...judge(findings, scatter !== undefined).map((problem) => `${title} ${problem}`));
  }
  if (complete) {
    const stale = scatters.filter((scatter) => !used.has(scatter));
    problems.push(
      ...stale.map(({ service, name }) => `${service}: ${name} is allowed to scatter, and nothing does`),
    );
  }
  return { checked: statements.length, scatters: used.size, problems };
}

function judge(findings: readonly Finding[], allowed: boolean): string[] {
  return findings
    .filter(({ limited, owned }) => !(allowed && limited && owned === true))
    .map((finding) => `${finding.detail}${allowed ? lacks(finding) : ''} [${finding.rule}]`);
}

function lacks({ rule, limited }: Finding): string {
  if (rule !== 'reads-one-bucket') return '';
  return limited ? ', and not only in its own: bucket::int4 <@ $n::int4multirange' : ', and has no LIMIT';
}

async function check(text: string, tables: ReadonlySet<string>): Promise<Finding[]> {
  try {
    return await checkStatement(text, tables);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ rule: 'is-readable', detail: `cannot be parsed: ${reason}`, limited: false }];
  }
}

async function unmeasured(text: string, partitioned: ReadonlySet<string>): Promise<Finding[]> {
  const statements = await statementsOf(text).catch(() => []);
  const tables = statements.flatMap((statement) => namedTables(statement, partitioned));
  if (tables.length === 0) return [];
  const detail = `uses partitions of ${tables.join(', ')} and is in no test of plans`;
  return [{ rule: 'has-a-measured-plan', detail, limited: false }];
}
