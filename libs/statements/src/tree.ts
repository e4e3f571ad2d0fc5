import { parse, type A_Const, type Node, type SelectStmt } from 'libpg-query';

/** Every kind of node the parser makes is an object with one key, the kind. */
type Kinds = Node extends infer N ? (N extends object ? keyof N : never) : never;
type Of<K extends Kinds> = Extract<Node, Record<K, unknown>> extends Record<K, infer V> ? V : never;

/** The statements of a text, in the tree that Postgres itself makes of them. */
export async function statementsOf(text: string): Promise<Node[]> {
  const { stmts = [] } = await parse(text);
  return stmts.flatMap(({ stmt }) => (stmt === undefined ? [] : [stmt]));
}

/** What the node holds when it is of this kind. */
export function as<K extends Kinds>(node: Node | undefined, kind: K): Of<K> | undefined {
  return node !== undefined && kind in node ? (node as unknown as Record<K, Of<K>>)[kind] : undefined;
}

/** Calls `visit` with everything below; when that answers false, not with what is below this one. */
export function walk(value: unknown, visit: (node: Node) => boolean): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
  } else if (typeof value === 'object' && value !== null) {
    if (!visit(value as Node)) return;
    for (const child of Object.values(value)) walk(child, visit);
  }
}

export function strings(nodes: readonly Node[] = []): string[] {
  return nodes.map((node) => as(node, 'String')?.sval ?? '');
}

/** `h.bucket` is ['h', 'bucket'], `h.*` is ['h', '*']; undefined for what is no column. */
export function columnPath(node: Node | undefined): string[] | undefined {
  const fields = as(node, 'ColumnRef')?.fields;
  return fields?.map((field) => as(field, 'String')?.sval ?? '*');
}

/** A cast changes the type of a value and not where it comes from. */
export function withoutCast(node: Node | undefined): Node | undefined {
  const cast = as(node, 'TypeCast');
  return cast === undefined ? node : withoutCast(cast.arg);
}

export function isNull(constant: A_Const): boolean {
  return constant.isnull === true;
}

/** `LIMIT ALL` and `LIMIT NULL` are none. */
export function hasLimit({ limitCount }: SelectStmt): boolean {
  const constant = as(limitCount, 'A_Const');
  return limitCount !== undefined && (constant === undefined || !isNull(constant));
}
