import type { Level } from '../level.js';
import { BUCKET } from '../scope.js';
import type { Finding } from './finding.js';

/** No row changes its bucket: it would have to change its shard. */
export function keepsTheBucket({ sources, sets }: Level): Finding[] {
  const table = sources[0]?.table;
  if (table === undefined || !sets.includes(BUCKET)) return [];
  return [{ rule: 'keeps-the-bucket', detail: `changes the bucket of ${table}`, limited: false }];
}
