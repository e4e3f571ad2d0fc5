import { quoteIdentifier } from '@tenfold/database';

/** DDL of the bookmarks: how far a rebuild has come, so that one that was killed goes on and does not begin anew. */
export function rebuildTable(schema: string): string {
  return `
CREATE TABLE ${quoteIdentifier(schema)}.rebuild (
  bucket smallint NOT NULL,
  target text NOT NULL,
  position text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT rebuild_pk PRIMARY KEY (bucket, target)
);`;
}
