import type { Node } from 'libpg-query';
import { shardedName } from './sources.js';
import { walk } from './tree.js';

/** Every sharded table that a statement names anywhere. */
export function namedTables(statement: Node, tables: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  walk(statement, (node) => {
    const { relname, schemaname } = node as { relname?: unknown; schemaname?: unknown };
    const schema = typeof schemaname === 'string' ? { schemaname } : {};
    const table = typeof relname === 'string' ? shardedName({ relname, ...schema }, tables) : undefined;
    if (table !== undefined) found.add(table);
    return true;
  });
  return [...found];
}
