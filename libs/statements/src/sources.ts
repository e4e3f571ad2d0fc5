import type { Alias, JoinExpr, Node, RangeFunction, RangeVar } from 'libpg-query';
import type { Condition } from './conditions.js';
import type { Surroundings } from './level.js';
import { analyse } from './query.js';
import { isRouted } from './routed.js';
import { sourceOf, tableSource, type Column, type Scope, type Source } from './scope.js';
import { as, strings } from './tree.js';

/** Puts what FROM names into the scope; answers with what its joins demand of the rows. */
export function addSources(from: readonly Node[] = [], scope: Scope, around: Surroundings): Condition[] {
  return from.flatMap((item) => addSource(item, scope, around));
}

function addSource(item: Node, scope: Scope, around: Surroundings): Condition[] {
  const join = as(item, 'JoinExpr');
  if (join !== undefined) return addJoin(join, scope, around);
  scope.sources.push(source(item, scope, around));
  return [];
}

function source(item: Node, scope: Scope, around: Surroundings): Source {
  const table = as(item, 'RangeVar');
  if (table !== undefined) return named(table, around);
  const query = as(item, 'RangeSubselect');
  if (query !== undefined) {
    const columns = analyse(query.subquery, {
      ...around,
      // LATERAL sees what stands before it; anything else sees what the whole query sees.
      parent: query.lateral === true ? scope : scope.parent,
    });
    return sourceOf(query.alias?.aliasname ?? '', renamed(columns, query.alias));
  }
  const call = as(item, 'RangeFunction');
  if (call !== undefined) return sourceOf(call.alias?.aliasname ?? '', unnested(call, scope));
  return sourceOf('', []);
}

/** A name without a schema is a CTE or, by the search path of whoever sends it, any schema's table. */
export function named(table: RangeVar, { ctes, tables }: Surroundings): Source {
  const name = table.relname ?? '';
  const alias = table.alias?.aliasname ?? name;
  const columns = table.schemaname === undefined ? ctes.get(name) : undefined;
  if (columns !== undefined) return sourceOf(alias, renamed(columns, table.alias));
  return tableSource(alias, shardedName(table, tables));
}

export function shardedName(
  { schemaname, relname = '' }: RangeVar,
  tables: ReadonlySet<string>,
): string | undefined {
  const full = `${schemaname}.${relname}`;
  if (schemaname !== undefined) return tables.has(full) ? full : undefined;
  return [...tables].find((table) => table.endsWith(`.${relname}`));
}

/** `unnest($1, $2) AS t(bucket, id)` gives what it was given; any other function may give anything. */
function unnested({ functions = [], alias }: RangeFunction, scope: Scope): Column[] {
  const call = as(as(functions[0], 'List')?.items?.[0], 'FuncCall');
  if (call === undefined || strings(call.funcname).at(-1) !== 'unnest') return renamed([], alias);
  const routed = (call.args ?? []).map((argument) => isRouted(argument, scope, { trusting: false }));
  const columns = routed.map((one) => ({ name: alias?.aliasname ?? 'unnest', routed: one }));
  return renamed(columns, alias);
}

/** The columns under the names that an alias gives them, as in `AS t(bucket, id)`; which one is which is unknown behind `*`. */
export function renamed(columns: readonly Column[], alias: Alias | undefined): Column[] {
  const names = strings(alias?.colnames);
  if (names.length > 0 && columns.some(({ name }) => name === '*')) {
    return names.map((name) => ({ name, routed: false }));
  }
  const length = Math.max(columns.length, names.length);
  return Array.from({ length }, (_, index) => ({
    name: names[index] ?? columns[index]?.name ?? '',
    routed: columns[index]?.routed ?? false,
  }));
}

/** An outer join keeps rows for which its condition is false, so that holds only the side that is filled up with nulls. */
function addJoin({ larg, rarg, jointype, quals }: JoinExpr, scope: Scope, around: Surroundings): Condition[] {
  const begin = scope.sources.length;
  const conditions = addSources(larg === undefined ? [] : [larg], scope, around);
  const middle = scope.sources.length;
  conditions.push(...addSources(rarg === undefined ? [] : [rarg], scope, around));
  const [left, right] = [scope.sources.slice(begin, middle), scope.sources.slice(middle)];
  switch (jointype) {
    case 'JOIN_INNER':
      return [...conditions, { holds: quals, of: [...left, ...right] }];
    case 'JOIN_LEFT':
      // What was demanded inside the side that is filled up still holds for the rows that are read.
      return [...conditions, { holds: quals, of: right }];
    case 'JOIN_RIGHT':
      return [...conditions, { holds: quals, of: left }];
    default:
      return conditions;
  }
}
