import type { Node } from 'libpg-query';
import { KNOWN_KINDS } from '../query.js';
import { shardedName } from '../sources.js';
import { as, walk } from '../tree.js';
import type { Finding } from './finding.js';

/** A statement of another kind (MERGE, COPY, TRUNCATE, …) may not name a sharded table: no rule would see what it does. */
export function isReadable(statement: Node, tables: ReadonlySet<string>): Finding[] {
  return unreadable(statement).flatMap((part) =>
    shardedIn(part, tables).map((table) => ({
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

function shardedIn(part: Node, tables: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  walk(part, (node) => {
    const { relname, schemaname } = node as { relname?: unknown; schemaname?: unknown };
    const schema = typeof schemaname === 'string' ? { schemaname } : {};
    const table = typeof relname === 'string' ? shardedName({ relname, ...schema }, tables) : undefined;
    if (table !== undefined) found.add(table);
    return true;
  });
  return [...found];
}
