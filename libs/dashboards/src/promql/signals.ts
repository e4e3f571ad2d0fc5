import { parser } from '@prometheus-io/lezer-promql';

type Node = ReturnType<typeof parser.parse>['topNode'];

const COMPARISONS = ['Gtr', 'Gte', 'Lss', 'Lte', 'Eql', 'Neq'];
const JOINS = ['And', 'Or'];

/**
 * What an alert looks at, without the comparison: while all is well the alert has no answer, and these have. An alert of which one has none
 * can never fire. What stands behind `unless` may well have none; what is asked of the past is asked of now.
 */
export function signalsOf(expr: string): readonly string[] {
  const top = parser.parse(expr).topNode.firstChild;
  return top === null ? [] : signalsIn(top, expr);
}

function signalsIn(node: Node, expr: string): readonly string[] {
  const [first, last] = [node.firstChild, node.lastChild];
  if (first === null || last === null) return signalOf(node, expr);
  if (node.name === 'ParenExpr') return signalsIn(first, expr);
  if (node.name !== 'BinaryExpr') return signalOf(node, expr);
  const names = childrenOf(node).map(({ name }) => name);
  if (names.includes('Unless')) return signalsIn(first, expr);
  const divides = names.some((name) => JOINS.includes(name) || COMPARISONS.includes(name));
  return divides ? [first, last].flatMap((side) => signalsIn(side, expr)) : signalOf(node, expr);
}

/** Numbers and functions of them alone are none. */
function signalOf(node: Node, expr: string): readonly string[] {
  let selects = false;
  node.cursor().iterate(({ name, from, to }) => {
    selects ||= name === 'VectorSelector' && from >= node.from && to <= node.to;
  });
  return selects ? [expr.slice(node.from, node.to).replaceAll(/ offset \w+/g, '')] : [];
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}
