import { MoveError, moveStatus, type MoveStatus } from '@tenfold/resharding';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import type { Profile } from './profile.js';
import { openSecrets } from './secrets.js';
import { ADMIN_USER, shardMapFile } from './shard-map.js';

/**
 * What is known of moves of buckets: one that runs, or what a killed one has left.
 * @throws Failure when a shard does not answer
 */
export async function readMoves(profile: Profile): Promise<MoveStatus> {
  const login = { user: ADMIN_USER, password: openSecrets(profile).adminPassword };
  return moveStatus({ mapFile: shardMapFile(profile), login }).catch((error: unknown) => {
    throw error instanceof MoveError ? new Failure(`${error.message}.`) : error;
  });
}

/** Empty when there is nothing to say. A killed mover may leave a slice that neither shard writes to: that has to be told. */
export function renderMoves({ running, unfinished }: MoveStatus): string {
  if (unfinished.length === 0) return '';
  const slices = unfinished.map(({ from, to, source, target, step, rows }) => [
    `${from}-${to}`,
    source,
    target,
    step,
    String(rows),
  ]);
  const state = running
    ? 'A move is running.'
    : 'A move is unfinished: ./tenfold shards resume, or abort. Until then some of its buckets may refuse writes.';
  return `\n${state}\n\n${table([['BUCKETS', 'FROM', 'TO', 'STEP', 'ROWS'], ...slices])}\n`;
}
