/** The column that every sharded table has, and that says on which shard a row is. */
export const BUCKET = 'bucket';

/** A column that something in FROM gives; `routed` when its values can only be buckets that the statement was given. */
export interface Column {
  readonly name: string;
  readonly routed: boolean;
}

/** Something in FROM, or the target of a write. */
export interface Source {
  readonly alias: string;
  /** The full name of a sharded table; undefined for everything else. */
  readonly table: string | undefined;
  /** Whether it has a column `bucket` at all. */
  readonly hasBucket: boolean;
  /** Whether its bucket is held to one that the statement was given. Found out by and by, from the conditions. */
  routed: boolean;
  /** Whether its bucket is held to those that are the shard's own. Found out in the same way. */
  owned: boolean;
}

/** What names mean at one level of a statement; a sub-query sees what is around it. */
export interface Scope {
  readonly sources: Source[];
  readonly parent: Scope | undefined;
}

export function sourceOf(alias: string, columns: readonly Column[]): Source {
  const bucket = columns.find(({ name }) => name === BUCKET);
  return {
    alias,
    table: undefined,
    hasBucket: bucket !== undefined,
    routed: bucket?.routed === true,
    owned: false,
  };
}

export function tableSource(alias: string, table: string | undefined, routed = false): Source {
  return { alias, table, hasBucket: table !== undefined, routed, owned: false };
}

/** Whose bucket the column is; undefined when it is another column, or nobody's. */
export function bucketOwner(
  path: readonly string[] | undefined,
  scope: Scope,
): { source: Source; outer: boolean } | undefined {
  if (path?.at(-1) !== BUCKET) return undefined;
  const alias = path.at(-2);
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    const source = level.sources.find((one) => (alias === undefined ? one.hasBucket : one.alias === alias));
    if (source !== undefined) return { source, outer: level !== scope };
  }
  return undefined;
}
