import type {
  DeleteStmt,
  InsertStmt,
  Node,
  ReturningClause,
  SelectStmt,
  UpdateStmt,
  WithClause,
} from 'libpg-query';
import { route } from './conditions.js';
import type { Surroundings } from './level.js';
import { isRouted } from './routed.js';
import { BUCKET, tableSource, type Column, type Scope } from './scope.js';
import { addSources, named, renamed, shardedName } from './sources.js';
import { as, columnPath, hasLimit, strings, walk, withoutCast } from './tree.js';

/** Reports the levels of a query, the inner ones with it, and answers with the columns that it gives. */
export function analyse(node: Node | undefined, around: Surroundings): Column[] {
  const select = as(node, 'SelectStmt');
  if (select !== undefined) return analyseSelect(select, around);
  const insert = as(node, 'InsertStmt');
  if (insert !== undefined) return analyseInsert(insert, around);
  const update = as(node, 'UpdateStmt');
  if (update !== undefined) return analyseWrite('update', update, update.fromClause, around);
  const remove = as(node, 'DeleteStmt');
  if (remove !== undefined) return analyseWrite('delete', remove, remove.usingClause, around);
  return [];
}

/** A level of its own for every kind of statement that `analyse` knows. */
export const KNOWN_KINDS = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt'] as const;

function analyseSelect(select: SelectStmt, surroundings: Surroundings): Column[] {
  const around = withCtes(select.withClause, surroundings);
  const limited = around.limited || hasLimit(select);
  if (select.larg !== undefined && select.rarg !== undefined) {
    const [left, right] = [select.larg, select.rarg].map((side) =>
      analyseSelect(side, { ...around, limited }),
    ) as [Column[], Column[]];
    return left.map(({ name, routed }, index) => ({ name, routed: routed && right[index]?.routed === true }));
  }
  const scope: Scope = { sources: [], parent: around.parent };
  const joins = addSources(select.fromClause, scope, { ...around, limited });
  route(scope, [...joins, { holds: select.whereClause, of: scope.sources }]);
  around.report({ kind: 'select', sources: scope.sources, limited, sets: [], inserted: undefined });
  const { withClause: _with, fromClause, ...expressions } = select;
  analyseInside([expressions, expressionsIn(fromClause)], scope, around);
  return select.valuesLists === undefined
    ? columnsOf(select.targetList, scope, around)
    : valuesColumns(select.valuesLists, scope);
}

function analyseInsert(insert: InsertStmt, surroundings: Surroundings): Column[] {
  const around = withCtes(insert.withClause, surroundings);
  const given = analyse(insert.selectStmt, around);
  const columns = (insert.cols ?? []).map((column) => as(column, 'ResTarget')?.name ?? '');
  // After a `*` positions mean nothing any more.
  const bucket = given.some(({ name }) => name === '*')
    ? given.find(({ name }) => name === BUCKET)
    : given[columns.indexOf(BUCKET)];
  const routed = bucket?.routed === true;
  const alias = insert.relation?.alias?.aliasname ?? insert.relation?.relname ?? '';
  const target = tableSource(alias, insert.relation && shardedName(insert.relation, around.tables), routed);
  const scope: Scope = { sources: [target], parent: around.parent };
  const sets = setColumns(insert.onConflictClause?.targetList);
  around.report({
    kind: 'insert',
    sources: scope.sources,
    limited: false,
    sets,
    inserted: { columns, routed },
  });
  analyseInside([insert.onConflictClause, insert.returningClause], scope, around);
  return returned(insert.returningClause, scope, around);
}

function analyseWrite(
  kind: 'update' | 'delete',
  write: UpdateStmt & DeleteStmt,
  from: readonly Node[] | undefined,
  surroundings: Surroundings,
): Column[] {
  const around = withCtes(write.withClause, surroundings);
  const scope: Scope = { sources: [], parent: around.parent };
  if (write.relation !== undefined) scope.sources.push(named(write.relation, { ...around, ctes: new Map() }));
  const joins = addSources(from, scope, around);
  route(scope, [...joins, { holds: write.whereClause, of: scope.sources }]);
  const sets = setColumns(write.targetList);
  around.report({ kind, sources: scope.sources, limited: false, sets, inserted: undefined });
  const expressions = [write.targetList, write.whereClause, write.returningClause, expressionsIn(from)];
  analyseInside(expressions, scope, around);
  return returned(write.returningClause, scope, around);
}

/** A CTE may use those before it. A recursive one does not know itself, so it is routed by its own conditions or not at all. */
function withCtes(clause: WithClause | undefined, around: Surroundings): Surroundings {
  const ctes = new Map(around.ctes);
  for (const item of clause?.ctes ?? []) {
    const cte = as(item, 'CommonTableExpr');
    const columns = analyse(cte?.ctequery, { ...around, ctes, limited: false });
    const alias = cte?.aliascolnames === undefined ? undefined : { colnames: cte.aliascolnames };
    ctes.set(cte?.ctename ?? '', renamed(columns, alias));
  }
  return { ...around, ctes };
}

/** The sub-queries in expressions: they see the names around them, and not the limit. */
function analyseInside(expressions: unknown, scope: Scope, around: Surroundings): void {
  walk(expressions, (node) => {
    const query = as(node, 'SubLink');
    if (query === undefined) return true;
    analyse(query.subselect, { ...around, parent: scope, limited: false });
    analyseInside(query.testexpr, scope, around);
    return false;
  });
}

/** What stands in FROM and is neither a table nor a query: conditions of joins, arguments of functions. */
function expressionsIn(from: readonly Node[] = []): unknown[] {
  return from.flatMap((item) => {
    const join = as(item, 'JoinExpr');
    if (join === undefined) return [as(item, 'RangeFunction')?.functions];
    const sides = [join.larg, join.rarg].filter((side) => side !== undefined);
    return [join.quals, ...expressionsIn(sides)];
  });
}

function returned(clause: ReturningClause | undefined, scope: Scope, around: Surroundings): Column[] {
  return columnsOf(clause?.exprs, scope, around);
}

function columnsOf(targets: readonly Node[] = [], scope: Scope, around: Surroundings): Column[] {
  return targets.flatMap((target) => {
    const { name, val } = as(target, 'ResTarget') ?? {};
    const path = columnPath(withoutCast(val));
    if (path?.at(-1) === '*') return starColumns(path.at(-2), scope);
    const call = as(withoutCast(val), 'FuncCall');
    const routed = isRouted(val, scope, { trusting: true }) || isRoutedQuery(val, scope, around);
    return [{ name: name ?? path?.at(-1) ?? strings(call?.funcname).at(-1) ?? '', routed }];
  });
}

/** `*`: only whether there is a bucket among them can be told, and that there are others. */
function starColumns(alias: string | undefined, { sources }: Scope): Column[] {
  const owner = sources.find((one) => one.hasBucket && (alias === undefined || one.alias === alias));
  const star = { name: '*', routed: false };
  if (owner === undefined) return [star];
  return [{ name: BUCKET, routed: owner.routed || owner.table !== undefined }, star];
}

/** `(SELECT min(bucket) FROM …)`, as what is inserted. As a condition no router could follow it. */
function isRoutedQuery(value: Node | undefined, scope: Scope, around: Surroundings): boolean {
  const query = as(withoutCast(value), 'SubLink');
  if (query?.subLinkType !== 'EXPR_SUBLINK') return false;
  return analyse(query.subselect, { ...around, parent: scope, report: () => undefined })[0]?.routed === true;
}

function valuesColumns(lists: readonly Node[], scope: Scope): Column[] {
  const rows = lists.map((list) => as(list, 'List')?.items ?? []);
  return (rows[0] ?? []).map((_, index) => ({
    name: `column${index + 1}`,
    routed: rows.every((row) => isRouted(row[index], scope, { trusting: false })),
  }));
}

function setColumns(targets: readonly Node[] = []): string[] {
  return targets.map((target) => as(target, 'ResTarget')?.name ?? '');
}
