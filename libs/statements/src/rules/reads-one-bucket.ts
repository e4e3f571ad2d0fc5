import type { Level } from '../level.js';
import type { Finding } from './finding.js';

/** Every sharded table that is read, updated or deleted from is held to a bucket that the statement was given. */
export function readsOneBucket({ kind, sources, limited }: Level): Finding[] {
  if (kind === 'insert') return [];
  return sources.flatMap(({ table, alias, routed, owned }) => {
    if (table === undefined || routed) return [];
    const as = table.endsWith(`.${alias}`) ? '' : ` (${alias})`;
    return [{ rule: 'reads-one-bucket', detail: `${kind}s ${table}${as} in every bucket`, limited, owned }];
  });
}
