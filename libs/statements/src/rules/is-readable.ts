import type { Node } from 'libpg-query';
import { namedTables } from '../named-tables.js';
import { KNOWN_KINDS } from '../query.js';
import { as, walk } from '../tree.js';
import type { Finding } from './finding.js';

/** A statement of another kind (MERGE, COPY, TRUNCATE, …) may not name a sharded table: no rule would see what it does. */
export function isReadable(statement: Node, tables: ReadonlySet<string>): Finding[] {
  return unreadable(statement).flatMap((part) =>
    namedTables(part, tables).map((table) => ({
      rule: 'is-readable',
      detail: `is a ${Object.keys(part)[0]} on ${table}, which no rule can read`,
      limited: false,
    })),
  );
}

/** WITH takes queries of the known kinds and MERGE. */
function unreadable(statement: Node): Node[] {
  if (!KNOWN_KINDS.some((kind) => as(statement, kind) !== undefined)) return [statement];
  const found: Node[] = [];
  walk(statement, (node) => {
    if (as(node, 'MergeStmt') !== undefined) found.push(node);
    return true;
  });
  return found;
}
