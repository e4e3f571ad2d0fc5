import { parser } from '@prometheus-io/lezer-promql';

type Tree = ReturnType<typeof parser.parse>;
type Node = Tree['topNode'];

/** One place where a query asks for series. */
export interface Selector {
  readonly metric: string;
  /** Of its matchers, in their order. */
  readonly labels: readonly string[];
  /** Functions and aggregations around it, the nearest first. */
  readonly within: readonly string[];
  /** As `[5m]` has it. */
  readonly range: string | undefined;
}

/** @throws Error that shows where a query is none */
export function selectorsOf(expr: string): readonly Selector[] {
  return nodesOf(parsed(expr), 'VectorSelector').map((node) => ({
    metric: textOf(expr, node.getChild('Identifier')),
    labels: nodesOf(node, 'LabelName').map((label) => textOf(expr, label)),
    within: callsAround(expr, node),
    range: rangeOf(expr, node),
  }));
}

/** The labels that a query groups, joins and matches by. */
export function groupingOf(expr: string): readonly string[] {
  return nodesOf(parsed(expr), 'GroupingLabels').flatMap((node) =>
    nodesOf(node, 'LabelName').map((label) => textOf(expr, label)),
  );
}

function parsed(expr: string): Node {
  const { topNode } = parser.parse(expr);
  const [error] = nodesOf(topNode, '⚠');
  if (error !== undefined) throw new Error(`not PromQL at ${error.from}: ${expr}`);
  return topNode;
}

function nodesOf(root: Node, name: string): Node[] {
  const found: Node[] = [];
  root.cursor().iterate(({ node }) => {
    if (node.name === name) found.push(node);
  });
  return found.filter((node) => node.from >= root.from && node.to <= root.to);
}

function callsAround(expr: string, node: Node): string[] {
  const calls: string[] = [];
  for (let at = node.parent; at !== null; at = at.parent)
    if (at.name === 'FunctionCall' || at.name === 'AggregateExpr')
      calls.push(textOf(expr, at.getChild('FunctionIdentifier') ?? at.getChild('AggregateOp')));
  return calls;
}

function rangeOf(expr: string, { parent }: Node): string | undefined {
  if (parent?.name !== 'MatrixSelector') return undefined;
  return /\[(.*)\]$/.exec(textOf(expr, parent))?.[1];
}

function textOf(expr: string, node: Node | null): string {
  return node === null ? '' : expr.slice(node.from, node.to);
}
