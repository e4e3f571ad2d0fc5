import { constants } from 'node:fs';
import { copyFile, lchown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type pg from 'pg';
import type { Account } from '../binaries/postgres-user.js';
import { Failure } from '../output/failure.js';

/** Their contents belong to the running server; the copy gets them empty and fills them itself. */
const EMPTY_FOLDERS = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
];
const LEFT_OUT = /^(postmaster\.(pid|opts)|pg_internal\.init.*|pgsql_tmp.*|backup_label.*|tablespace_map.*)$/;
/** Says where recovery begins. Copied last, so that it is never older than a page that was copied. */
const CONTROL_FILE = join('global', 'pg_control');
const FILES_AT_ONCE = 16;

/**
 * Copies the data directory of a running server: what pg_basebackup does, which the npm package of Postgres does not have. Pages
 * that change meanwhile are put right by the WAL written since the start, so a slot must hold that already. Backup mode ends with
 * the connection, should this program be killed.
 */
export async function copyCluster(
  client: pg.Client,
  source: string,
  target: string,
  owner: Account | undefined,
): Promise<void> {
  await client.query("SELECT pg_backup_start('replica', fast => true)");
  const { folders, files } = await listCluster(source);
  for (const folder of [
    target,
    ...folders.map((name) => join(target, name)),
    join(target, 'pg_wal', 'archive_status'),
  ])
    await mkdir(folder, { recursive: true, mode: 0o700 });
  await inParallel(
    files.filter((file) => file !== CONTROL_FILE),
    (file) => copyIfThere(join(source, file), join(target, file)),
  );
  await copyFile(join(source, CONTROL_FILE), join(target, CONTROL_FILE));

  const { rows } = await client.query<{ labelfile: string; spcmapfile: string }>(
    'SELECT labelfile, spcmapfile FROM pg_backup_stop(wait_for_archive => false)',
  );
  const [backup] = rows;
  // Its tablespaces would be shared with the original; the shards that `up` makes have none.
  if (backup === undefined || backup.spcmapfile !== '')
    throw new Failure(`${source} has tablespaces: it cannot be copied.`);
  await writeFile(join(target, 'backup_label'), backup.labelfile, { mode: 0o600 });
  await writeFile(join(target, 'standby.signal'), '', { mode: 0o600 });
  if (owner !== undefined) await giveTo(owner, target);
}

async function listCluster(source: string): Promise<{ folders: string[]; files: string[] }> {
  const folders: string[] = [];
  const files: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const name = relative(source, path);
      if (LEFT_OUT.test(entry.name)) continue;
      if (!entry.isDirectory()) {
        files.push(name);
        continue;
      }
      folders.push(name);
      if (!EMPTY_FOLDERS.includes(name)) await visit(path);
    }
  };
  await visit(source);
  return { folders, files };
}

/** A table that is dropped meanwhile takes its files along, and the WAL says so. */
async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function giveTo({ uid, gid }: Account, target: string): Promise<void> {
  const names = await readdir(target, { recursive: true });
  await inParallel(['', ...names], (name) => lchown(join(target, name), uid, gid));
}

async function inParallel(names: readonly string[], work: (name: string) => Promise<void>): Promise<void> {
  const queue = names.values();
  const worker = async (): Promise<void> => {
    for (const name of queue) await work(name);
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, worker));
}
