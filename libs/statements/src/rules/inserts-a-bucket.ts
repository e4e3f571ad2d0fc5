import type { Level } from '../level.js';
import { BUCKET } from '../scope.js';
import type { Finding } from './finding.js';

/** An INSERT names the bucket among its columns, and gives it one that the statement was given. */
export function insertsABucket({ sources, inserted }: Level): Finding[] {
  const table = sources[0]?.table;
  if (inserted === undefined || table === undefined) return [];
  if (!inserted.columns.includes(BUCKET)) {
    return [
      { rule: 'inserts-a-bucket', detail: `inserts into ${table} without naming bucket`, limited: false },
    ];
  }
  if (inserted.routed) return [];
  const detail = `inserts a bucket into ${table} that it was not given`;
  return [{ rule: 'inserts-a-bucket', detail, limited: false }];
}
