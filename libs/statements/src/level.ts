import type { Column, Scope, Source } from './scope.js';

/** One SELECT, INSERT, UPDATE or DELETE of a statement, with its names resolved and its sources routed. The rules look at it. */
export interface Level {
  readonly kind: 'select' | 'insert' | 'update' | 'delete';
  readonly sources: readonly Source[];
  /** Whether the rows that are read are bounded by a LIMIT, here or around. */
  readonly limited: boolean;
  /** Of an UPDATE and an ON CONFLICT DO UPDATE: the columns that it sets. */
  readonly sets: readonly string[];
  /** Of an INSERT: its columns, and whether its bucket can only be one that the statement was given. */
  readonly inserted: { readonly columns: readonly string[]; readonly routed: boolean } | undefined;
}

/** What a query finds around it, and where its levels go. */
export interface Surroundings {
  /** `schema.table` of every sharded table. */
  readonly tables: ReadonlySet<string>;
  readonly ctes: ReadonlyMap<string, readonly Column[]>;
  readonly parent: Scope | undefined;
  readonly limited: boolean;
  readonly report: (level: Level) => void;
}
