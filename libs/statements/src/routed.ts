import type { Node } from 'libpg-query';
import { bucketOwner, type Scope } from './scope.js';
import { as, columnPath, isNull, strings, withoutCast } from './tree.js';

/** Aggregates that answer with one of their inputs. */
const CHOOSING = ['min', 'max', 'any_value'];

export interface RoutedOptions {
  /**
   * Takes a sharded table's bucket as it is, although the table itself may not be held to one. Where that is so, the table
   * is reported where it is read; reporting everything that is joined to it as well would hide the reason.
   */
  readonly trusting: boolean;
}

/** Whether a value can only be a bucket that the statement was given: a parameter, a constant, or a routed bucket. */
export function isRouted(node: Node | undefined, scope: Scope, { trusting }: RoutedOptions): boolean {
  const value = withoutCast(node);
  if (value === undefined) return false;
  const all = (items: readonly Node[] | undefined): boolean =>
    items !== undefined && items.length > 0 && items.every((item) => isRouted(item, scope, { trusting }));

  if (as(value, 'ParamRef') !== undefined) return true;
  const constant = as(value, 'A_Const');
  if (constant !== undefined) return !isNull(constant);
  const array = as(value, 'A_ArrayExpr') ?? undefined;
  if (array !== undefined) return all(array.elements);
  const list = as(value, 'List');
  if (list !== undefined) return all(list.items);
  const call = as(value, 'FuncCall');
  if (call !== undefined) return CHOOSING.includes(strings(call.funcname).at(-1) ?? '') && all(call.args);

  const owner = bucketOwner(columnPath(value), scope);
  if (owner === undefined) return false;
  return owner.source.routed || ((trusting || owner.outer) && owner.source.table !== undefined);
}
