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

/** Marks the sources that the conditions hold to a given bucket, one after the other until nothing more follows. */
export function route(scope: Scope, conditions: readonly Condition[]): void {
  const open = conditions.flatMap(({ holds, of }) =>
    conjuncts(holds).flatMap((part) => equalities(part, of, scope)),
  );
  let next: Equality | undefined;
  do {
    next = open.find(({ source, value }) => !source.routed && isRouted(value, scope, { trusting: false }));
    if (next !== undefined) next.source.routed = true;
  } while (next !== undefined);
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
