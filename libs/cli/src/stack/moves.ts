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
export function renderMoves({ running, unfinished, announced }: MoveStatus): string {
  if (unfinished.length === 0) return running ? '' : renderAnnounced(announced);
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
  const lines = table([['BUCKETS', 'FROM', 'TO', 'STEP', 'ROWS'], ...slices]);
  return `\n${state}\n\n${lines}\n${running ? '' : renderAnnounced(announced)}`;
}

/** Short leases harm nobody, and cost a few statements a second for each process that works. */
function renderAnnounced(announced: readonly string[]): string {
  if (announced.length === 0) return '';
  return `\nA move is announced on ${announced.join(', ')} and no mover is at work: leases are short until ./tenfold shards resume, or abort.\n`;
}
