import type { Node } from 'libpg-query';
import { isRouted } from './routed.js';
import { bucketOwner, type Scope, type Source } from './scope.js';
import { as, columnPath, strings, withoutCast } from './tree.js';

/** A condition that must hold for every row, and whose rows it can hold to a bucket: an outer join keeps the others. */
export interface Condition {
  readonly holds: Node | undefined;
  readonly of: readonly Source[];
}

/** `source.bucket = value`, which routes the source when the value is routed. */
interface Equality {
  readonly source: Source;
  readonly value: Node;
}

/** Marks the sources that the conditions hold to a given bucket, or to the shard's own, until nothing more follows. */
export function route(scope: Scope, conditions: readonly Condition[]): void {
  const parts = conditions.flatMap(({ holds, of }) => conjuncts(holds).map((part) => ({ part, of })));
  const open = parts.flatMap(({ part, of }) => equalities(part, of, scope));
  for (const { part, of } of parts) own(part, of, scope);
  for (let last = -1, found = 0; found > last;) {
    last = found;
    found = open.filter(({ source, value }) => inherit(source, value, scope)).length;
  }
  let next: Equality | undefined;
  do {
    next = open.find(({ source, value }) => !source.routed && isRouted(value, scope, { trusting: false }));
    if (next !== undefined) next.source.routed = true;
  } while (next !== undefined);
}

/** `source.bucket::int4 <@ $n::int4multirange`: the shard's own buckets, as it was told them. */
function own(part: Node, of: readonly Source[], scope: Scope): void {
  const comparison = as(part, 'A_Expr');
  if (comparison === undefined || strings(comparison.name).at(-1) !== '<@') return;
  const source = bucketOwner(columnPath(withoutCast(comparison.lexpr)), scope)?.source;
  const told = as(withoutCast(comparison.rexpr), 'ParamRef') !== undefined;
  if (source !== undefined && told && of.includes(source)) source.owned = true;
}

/** What has the bucket of an owned one is owned as well. @returns whether it is owned now */
function inherit(source: Source, value: Node, scope: Scope): boolean {
  source.owned ||= bucketOwner(columnPath(withoutCast(value)), scope)?.source.owned === true;
  return source.owned;
}

/** The parts of AND. What stands in an OR or a NOT holds nothing by itself. */
function conjuncts(node: Node | undefined): Node[] {
  if (node === undefined) return [];
  const both = as(node, 'BoolExpr');
  return both?.boolop === 'AND_EXPR' ? (both.args ?? []).flatMap(conjuncts) : [node];
}

function equalities(part: Node, of: readonly Source[], scope: Scope): Equality[] {
  const comparison = as(part, 'A_Expr');
  if (comparison === undefined || strings(comparison.name).at(-1) !== '=') return [];
  const { kind, lexpr, rexpr } = comparison;
  switch (kind) {
    case 'AEXPR_OP':
      return [...equality(lexpr, rexpr, of, scope), ...equality(rexpr, lexpr, of, scope)];
    case 'AEXPR_OP_ANY':
    case 'AEXPR_IN':
      return equality(lexpr, rexpr, of, scope);
    default:
      return [];
  }
}

function equality(
  column: Node | undefined,
  value: Node | undefined,
  of: readonly Source[],
  scope: Scope,
): Equality[] {
  const source = bucketOwner(columnPath(withoutCast(column)), scope)?.source;
  return source !== undefined && value !== undefined && of.includes(source) ? [{ source, value }] : [];
}
